"""What decoding needs, imported, with its tables read."""

import functools
import gc
import inspect
import sys

from smtp_tutor.decode import decode
from smtp_tutor.render.html import as_html
from smtp_tutor.render.text import as_text

SAMPLES = ("550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown", "421 4.7.0 Try again later", "hello")


def warm() -> None:
    """Fill the caches of our package that need nothing to be filled, and read a few texts."""
    for module in [module for name, module in sys.modules.items() if name.startswith("smtp_tutor.")]:
        for value in vars(module).values():
            if isinstance(value, functools._lru_cache_wrapper) and not inspect.signature(value).parameters:
                value()
    for sample in SAMPLES:
        decoding = decode(sample)
        as_html(decoding)
        as_text(decoding)


warm()
gc.collect()
gc.freeze()
