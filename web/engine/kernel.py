"""What a lesson needs, imported: the kernel with its shell, the widgets, our package with its tables read."""

import json
import warnings
from importlib.resources import files

from IPython.utils import PyColorize

# IPython reads its themes as files; here they are in an archive.
for theme in PyColorize._BUILTIN_THEMES:
    name = PyColorize._theme_filename(PyColorize._BUILTIN_THEMES[theme])
    about = json.loads(files("IPython.utils").joinpath("themes", name).read_text(encoding="utf-8"))
    PyColorize.theme_table._by_name[theme] = PyColorize.Theme.from_dict(about)

import bdb

import anywidget
import IPython.core.logger
import ipywidgets
import micropip
import piplite.piplite

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pyodide_kernel

pyodide_kernel.ipython_shell.Completer.use_jedi = False  # it is not in the archive: as large as all the rest
