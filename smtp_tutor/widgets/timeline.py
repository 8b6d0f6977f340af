"""The retries of a queue: choose what keeps a message waiting, and go through its tries one by one."""

from typing import Any

import anywidget
import traitlets

from smtp_tutor.i18n import language, mark
from smtp_tutor.render.pictures import as_figure, folded_words, retries
from smtp_tutor.session.queue import TAKEN, Outcome, obstacles, queues, tries
from smtp_tutor.widgets.look import STYLE, script

LABELS = {
    "group": mark("The tries of a queue"),
    "obstacle": mark("Why does the server say “not now”?"),
    "queue": mark("Which queue does your message wait in?"),
    "step": mark("The try you look at"),
    "first": mark("First try"),
    "back": mark("Previous try"),
    "on": mark("Next try"),
    "last": mark("Last try"),
}
PLACE = mark("Try {number} of {total}, after {time}.")
SILENCE = mark("No server answers, so there is no reply code.")
NEXT = mark("The message stays in the queue. The next try comes in {time}.")
DELIVERED = mark("The message has got through. Your server takes it out of its queue, and you notice nothing.")
RETURNED = mark("The queue has had the message for {time} and gives up. You get a bounce, with the last reply in it.")


class Timeline(anywidget.AnyWidget):
    """The tries of a message over hours and days. `obstacle` and `queue` name what is chosen at first."""

    _esm = script("timeline.js")
    _css = STYLE

    view = traitlets.Dict().tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, obstacle: str = "greylisting_5", queue: str = "postfix", lang: str = "en", **options: Any) -> None:
        self._spoken = language(lang)
        self._chosen = {"obstacle": obstacle, "queue": queue}
        self._step = 1
        said = {key: self._spoken.say(label) for key, label in LABELS.items()}
        super().__init__(lang=lang, labels=said, **options)
        self._show()
        self.on_msg(self._asked)

    def _asked(self, _widget: object, content: dict[str, Any], _buffers: object = None) -> None:
        """Something was chosen, or another try is to be shown. What the tables do not know is left alone."""
        kind, to = content.get("kind"), content.get("to")
        if kind == "step" and isinstance(to, int):
            self._step = to
        elif (kind == "obstacle" and to in list(obstacles())) or (kind == "queue" and to in list(queues())):
            self._chosen[kind] = to
            self._step = 1
        self._show()

    def _show(self) -> None:
        """All that the page shows, anew."""
        spoken = self._spoken
        queue, obstacle = queues()[self._chosen["queue"]], obstacles()[self._chosen["obstacle"]]
        found = tries(queue, obstacle)
        self._step = max(1, min(self._step, len(found)))
        now = found[self._step - 1]
        drawn = retries.drawing(queue, obstacle, spoken, now.number)
        age = retries.time(now.at, spoken)
        if now.outcome is Outcome.DEFERRED:
            becomes = spoken.say(NEXT, time=retries.time(found[self._step].at - now.at, spoken))
        else:
            becomes = spoken.say(DELIVERED if now.outcome is Outcome.DELIVERED else RETURNED, time=age)
        reply = TAKEN if now.outcome is Outcome.DELIVERED else obstacle.reply
        self.view = {
            "obstacles": [{"name": each.name, "title": spoken.say(each.title)} for each in obstacles().values()],
            "queues": [{"name": each.name, "title": spoken.say(each.title)} for each in queues().values()],
            **self._chosen,
            "about": [spoken.say(obstacle.meaning), spoken.say(queue.meaning)],
            "step": now.number,
            "total": len(found),
            "place": spoken.say(PLACE, number=now.number, total=len(found), time=age),
            "reply": reply,
            "silence": "" if reply else spoken.say(SILENCE),
            "outcome": now.outcome.value,
            "becomes": [spoken.say(queue.notice_meaning), becomes] if now.notice else [becomes],
            "html": as_figure(drawn, spoken),
            "words": folded_words(drawn.words, spoken),
        }
