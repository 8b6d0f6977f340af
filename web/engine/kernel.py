"""What a lesson needs, imported: the kernel with its shell, the widgets, our package with its tables read.

What others import but no lesson uses would be a fifth of the memory that every reader fetches. Something smaller stands in
for it while they are imported; who really wants it later gets it from the archive.
"""

import importlib
import json
import sys
import types
import typing
import warnings
import zipimport
from importlib.resources import files

(ARCHIVE,) = zipimport._zip_directory_cache


class Later(types.ModuleType):
    """A module that is imported when something of it is used for the first time. What was set on it is kept."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        below = [module for module in sys.modules.values() if isinstance(module, Later)]
        below = [module for module in below if f"{module.__name__}.".startswith(f"{self.__name__}.")]
        for module in below:
            del sys.modules[module.__name__]
        importlib.import_module(self.__name__)
        for module in below:
            kept = {key: value for key, value in vars(module).items() if key not in module.__given__}
            kept = {key: value for key, value in kept.items() if not isinstance(value, Later)}
            vars(sys.modules.get(module.__name__, module)).update(kept)
        return getattr(sys.modules[self.__name__], name)


def stand_in(name: str, *, package: bool = False, **given: object) -> None:
    """Put a module there that is imported later, with what is asked of it until then."""
    module = sys.modules[name] = Later(name)
    vars(module).update(given)
    module.__given__ = {*vars(module), "__given__", "__path__"}
    if package:  # whose modules can be imported without it
        module.__path__ = [f"{ARCHIVE}/{name.replace('.', '/')}"]
    if "." in name:
        parent, child = name.rsplit(".", 1)
        setattr(importlib.import_module(parent), child, module)


def version(name: str) -> str:
    """The version of a package of the archive, for those who note their own."""
    files = zipimport.zipimporter(ARCHIVE)._get_files()
    return next(path.removeprefix(f"{name}-").split(".dist-info")[0] for path in files if path.startswith(f"{name}-"))


# JupyterLite sets up its installer of packages, but all are here.
stand_in("piplite", package=True)
stand_in("piplite.piplite")

# Only to start with: how the kernel sets up its log of errors, which are printed anyway; versions; types that Python has by now.
stand_in("logging.config", dictConfig=lambda _config: None)
stand_in("importlib.metadata", version=version, PackageNotFoundError=LookupError)
stand_in("typing_extensions", **{name: getattr(typing, name) for name in typing.__all__})

# Our widgets have scripts of their own, and need only what all widgets have.
stand_in("ipywidgets", package=True)
stand_in("ipywidgets.widgets", package=True)
import ipywidgets.comm
from ipywidgets.widgets.domwidget import DOMWidget

sys.modules["ipywidgets"].DOMWidget = DOMWidget

from IPython.utils import PyColorize

# IPython reads its themes as files; here they are in an archive.
for theme in PyColorize._BUILTIN_THEMES:
    name = PyColorize._theme_filename(PyColorize._BUILTIN_THEMES[theme])
    about = json.loads(files("IPython.utils").joinpath("themes", name).read_text(encoding="utf-8"))
    PyColorize.theme_table._by_name[theme] = PyColorize.Theme.from_dict(about)

import bdb

import anywidget
import IPython.core.logger

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pyodide_kernel

pyodide_kernel.ipython_shell.Completer.use_jedi = False  # it is not in the archive: as large as all the rest

for name in ("logging.config", "_strptime", "calendar"):
    del sys.modules[name]
