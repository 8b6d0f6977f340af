"""What every widget that asks questions has in common: one question at a time, an answer, what is said to it.

Lives here: the talk with the page, hints, showing the answer, and keeping what was answered. Must not: grade, or say
which question comes next; the first is `smtp_tutor.quiz`, the second is each widget's own.
"""

import random
import secrets
from typing import Any, ClassVar

import anywidget
import traitlets

from smtp_tutor.i18n import language, mark
from smtp_tutor.progress import LessonState, Progress, answered, begun
from smtp_tutor.quiz import Question, Verdict, drawn, grade, right_response
from smtp_tutor.render.question import as_feedback, as_view
from smtp_tutor.widgets.look import STYLE, script
from smtp_tutor.widgets.progress import KEEPING

LABELS = {
    "wait": mark("Looking up what you have done so far …"),
    "code": mark("Code"),
    "first": mark("First digit"),
    "second": mark("Second digit"),
    "third": mark("Third digit"),
    "up": mark("Next value"),
    "down": mark("Previous value"),
    "earlier": mark("Move up"),
    "later": mark("Move down"),
    "choose": mark("Choose …"),
    "said": mark("What the server said"),
    "hint": mark("Hint"),
    "right": mark("Right."),
    "wrong": mark("Not yet."),
    "place_right": mark("right"),
    "place_wrong": mark("wrong"),
    "save": mark("Save your progress as a file"),
    **{problem: KEEPING[problem] for problem in ("full", "denied", "broken")},
}
#: What a button does, and its words.
BUTTONS = {
    "check": mark("Check"),
    "hint": mark("Give me a hint"),
    "show": mark("Show the answer"),
    "next": mark("Next question"),
}


class Deck(anywidget.AnyWidget):
    """Questions, one after the other. `seed` makes the draws the same each time.

    The page tells what was kept (`progress`) before anything is asked, so that a reload goes on where the reader was.
    """

    _esm = script("store.js", "dial.js", "quiz.js")
    _css = STYLE

    view = traitlets.Dict().tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    #: Why the browser does not keep what is answered: "", "full", "denied" or "broken".
    trouble = traitlets.Unicode("").tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    #: Where the answers were given, as it is kept.
    WHERE: ClassVar[str] = "lesson"
    #: Are there hints, and can the answer be shown?
    HELP: ClassVar[bool] = True
    #: What a screen reader calls the widget.
    TITLE: ClassVar[str]
    WORDS: ClassVar[dict[str, str]] = {}

    def __init__(self, lang: str = "en", seed: int | None = None, **options: Any) -> None:
        self._spoken = language(lang)
        self._chance = random.Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311 - not a secret
        self._progress = Progress.of(())
        self._now = 0
        self._question: Question | None = None
        self._tried = self._hinted = False
        self._serial = 0
        self._known = False
        labels = {"title": self.TITLE, **LABELS, **self.WORDS}
        said = {key: self._spoken.say(label) for key, label in labels.items()}
        super().__init__(lang=lang, labels=said, view={"state": "wait"}, **options)
        self.on_msg(self._heard)

    # what a kind of deck decides

    def _started(self) -> None:
        """The reader's progress is known: show the first question."""
        raise NotImplementedError

    def _follows(self) -> None:
        """Show what comes after the question in view."""
        raise NotImplementedError

    def _first_answer(self, verdict: Verdict) -> None:
        """Take note of the first answer to the question in view."""

    def _count(self) -> str:
        """A sentence on where in the deck the reader is."""
        raise NotImplementedError

    def _asked(self, do: str, content: dict[str, Any]) -> None:
        """Do what a button of the deck's own asks for."""

    # the talk with the page

    def _heard(self, _widget: object, content: dict[str, Any], _buffers: object = None) -> None:
        """Something was pressed, or the page tells what is kept. Anything unknown is left alone."""
        kind = content.get("kind")
        self._now = int(content.get("now", self._now))
        if kind == "progress":
            self._told(content)
        elif kind == "check" and self._question and self.view.get("open"):
            self._check(content.get("response"))
        elif kind == "hint" and self._question and self.HELP:
            self._hinted = True
            self._change(hint=self._spoken.say(self._question.hint), buttons=self._buttons("check", "show"))
        elif kind == "show" and self._question and self.HELP and self.view.get("open"):
            self._show()
        elif kind == "next" and self._question:
            self._follows()
        else:
            self._asked(str(kind), content)

    def _told(self, content: dict[str, Any]) -> None:
        """What is kept on this device, now. A question in view stays in view."""
        self._progress = Progress.of(content.get("events", ()))
        self.trouble = str(content.get("problem", ""))
        if not self._known:
            self._known = True
            self._started()

    def _keep(self, event: dict[str, Any]) -> None:
        """Ask the page to keep an event."""
        self.send({"kind": "keep", "event": event})

    def _begun(self, lesson: str) -> None:
        """Note, once, that a lesson was begun."""
        if self._progress.lesson(lesson) is LessonState.NEW:
            self._keep(begun(lesson))

    # one question

    def _ask(self, question: Question) -> None:
        """Draw the question and show it."""
        self._pose(drawn(question, self._chance))

    def _pose(self, question: Question) -> None:
        """Show a drawn question."""
        self._question = question
        self._tried = self._hinted = False
        self._put(
            state="ask",
            count=self._count(),
            **as_view(question, self._spoken),
            hint="",
            verdict="",
            messages=[],
            places=[],
            solution=None,
            open=True,
            buttons=self._buttons("check", *(["hint"] if question.hint and self.HELP else [])),
        )

    def _check(self, response: object) -> None:
        """Grade an answer. Only the first one counts; after a wrong one the reader may try again."""
        assert self._question  # noqa: S101 - the caller looked
        verdict = grade(self._question, response, self._spoken)
        if verdict.understood and not self._tried:
            self._tried = True
            self._record(verdict, response)
            self._first_answer(verdict)
        done = verdict.right and verdict.understood
        hint = ["hint"] if self._question.hint and not self._hinted else []
        buttons = ["next"] if done else ["check", *hint, *(["show"] if self._tried else [])]
        self._change(**as_feedback(verdict), open=not done, buttons=self._buttons(*buttons))

    def _record(self, verdict: Verdict, _response: object) -> None:
        """Keep the first answer to the question in view."""
        assert self._question  # noqa: S101 - there is one
        hint = self._hinted
        self._keep(
            answered(self._question.id, right=verdict.right, where=self.WHERE, hint=hint, misconception=verdict.misconception)
        )

    def _show(self) -> None:
        """Show the right answer, and why it is right. A question that was given up counts as not known."""
        assert self._question  # noqa: S101 - the caller looked
        right = right_response(self._question)
        verdict = grade(self._question, right, self._spoken)
        if not self._tried:
            self._tried = True
            given_up = Verdict(understood=True, right=False, messages=(), places=(), misconception="")
            self._record(given_up, None)
            self._first_answer(given_up)
        shown = as_feedback(verdict) | {"verdict": "shown"}
        self._change(**shown, solution=right, open=False, buttons=self._buttons("next"))

    def _buttons(self, *names: str) -> list[dict[str, str]]:
        return [{"do": name, "label": self._spoken.say({**BUTTONS, **self.OWN_BUTTONS}[name])} for name in names]

    OWN_BUTTONS: ClassVar[dict[str, str]] = {}

    def _put(self, **view: Any) -> None:
        """Show something new."""
        self._serial += 1
        self.view = {"serial": self._serial, **view}

    def _change(self, **view: Any) -> None:
        """Change what is in view."""
        self.view = {**self.view, **view}
