"""The decoder: a box to paste into, and the explanation of what is in it, while it is typed."""

from typing import Any

import anywidget
import traitlets

from smtp_tutor.i18n import language, mark
from smtp_tutor.render.page import shown
from smtp_tutor.widgets.look import STYLE, script

LABELS = {
    "box": mark("What did the mail server say?"),
    "help": mark("Paste an error message, a bounce or a log, or drop a file here. Nothing leaves your device."),
    "examples": mark("Or try one of these:"),
    "copy": mark("Copy the explanation"),
    "copied": mark("Copied."),
    "not_copied": mark("Your browser did not allow copying. Select the text and copy it by hand."),
    "clear": mark("Empty the box"),
    "file": mark("Open a file"),
    "reading": mark("Reading …"),
    "too_large": mark("This file is larger than 20 MB. Paste the part with the error instead."),
}
#: What a reader can click on to see the decoder at work. Server text, shown as it came.
EXAMPLES = (
    "550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown",
    "Could not send your message. Error 421",
    "452-4.2.2 The mailbox of the recipient is over its quota.\n452 4.2.2 Please try again later.",
    "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using a DNS block list",
)


class Decoder(anywidget.AnyWidget):
    """A box to paste into, with its answer below. `lang` is the reader's language."""

    _esm = script("decoder.js")
    _css = STYLE

    text = traitlets.Unicode("").tag(sync=True)
    request = traitlets.Int(0).tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    examples = traitlets.List(traitlets.Unicode()).tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, text: str = "", lang: str = "en", **options: Any) -> None:
        spoken = language(lang)
        said = {key: spoken.say(label) for key, label in LABELS.items()}
        super().__init__(text=text, lang=lang, labels=said, examples=list(EXAMPLES), **options)
        self._explain(text, 0)
        self.observe(self._typed, "request")
        self.on_msg(self._dropped)

    def _typed(self, _change: object) -> None:
        self._explain(self.text, self.request)

    def _dropped(self, _widget: object, content: dict[str, Any], buffers: list[Any]) -> None:
        """A file was dropped: its bytes, in any encoding."""
        if content.get("kind") == "file" and buffers:
            self._explain(bytes(buffers[0]), content["request"])

    def _explain(self, data: str | bytes, request: int) -> None:
        self.answer = shown(data, self.lang, request)
