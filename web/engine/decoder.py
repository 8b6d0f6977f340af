"""What decoding needs, imported, with its tables read."""

import encodings
import functools
import gc
import importlib
import inspect
import json
import pkgutil
import sys
import zipimport

from smtp_tutor.i18n import LANGUAGES, language
from smtp_tutor.render.page import shown
from smtp_tutor.wording import trim


def explain(data: object, lang: str, request: int) -> str:
    """What our own page asks of Python: text, or bytes of a file from JavaScript; the answer as JSON."""
    return json.dumps(shown(data if isinstance(data, str) else data.to_bytes(), lang, request))


def warm() -> None:
    """Fill the caches of our package that need nothing to be filled, and read a few texts."""
    for module in [module for name, module in sys.modules.items() if name.startswith("smtp_tutor.")]:
        for value in vars(module).values():
            if isinstance(value, functools._lru_cache_wrapper) and not inspect.signature(value).parameters:
                value()
    for tag in LANGUAGES:
        language(tag)
    for sample in ("550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown", "421 4.7.0 Try again", "hello"):
        shown(sample, "en", 0)


for codec in pkgutil.iter_modules(encodings.__path__):  # a bounce may come in any of them
    if codec.name.startswith(("ascii", "big5", "cp125", "euc", "gb", "iso", "koi8", "latin", "mac_roman", "shift", "tis", "utf")):
        importlib.import_module(f"encodings.{codec.name}")
warm()
trim()
sys._clear_internal_caches()
zipimport._zip_directory_cache.clear()  # it is read again with the archive, which most visits never fetch
gc.collect()
gc.freeze()
