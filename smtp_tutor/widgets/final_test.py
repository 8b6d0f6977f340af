"""The final test: questions over the whole course, without help; a certificate for those who pass.

Lives here: the run of a test, which a reload does not lose. Must not: choose the questions, or say who passes.
"""

import random
from typing import Any, ClassVar

from smtp_tutor.certificate import Certificate, code
from smtp_tutor.i18n import mark
from smtp_tutor.progress import LessonState, Test, answered, certified, done, tested
from smtp_tutor.quiz import PASS, Question, Verdict, final_test, grade
from smtp_tutor.render.certificate import as_html
from smtp_tutor.render.question import as_feedback
from smtp_tutor.widgets.certificate import CheckCertificate
from smtp_tutor.widgets.deck import Deck

__all__ = ["CheckCertificate", "FinalTest"]

LESSON = "11-final-test"
#: How many questions a test has.
SIZE = 25
WELCOME = mark(
    "{total} questions over all lessons. {needed} right answers pass. There is no clock, and you can take the test as often as "
    "you like: each time the questions are new."
)
RUNNING = mark("You have begun a test and answered {number} of {total} questions. You can go on where you were.")
COUNT = mark("Question {number} of {total}.")
PASSED = mark("Passed: {right} of {total} answers are right.")
FAILED = mark(
    "{right} of {total} answers are right. {needed} are needed to pass. Below stands why; then try again, with new questions."
)
BEFORE = mark("You have passed with {right} of {total} right answers, on {date}.")
ASK_NAME = mark("Write your name as it should stand on the certificate.")
NAME = mark("Your name")
NAMELESS = mark("A certificate needs a name. Write it into the field.")
FILE = "smtp-tutor-certificate.html"


class FinalTest(Deck):
    """A test of 25 questions: no hints, no second try, and all explanations at the end."""

    TITLE = mark("Final test")
    WHERE = "test"
    HELP = False
    OWN_BUTTONS: ClassVar = {
        "start": mark("Start a new test"),
        "resume": mark("Go on with the test"),
        "check": mark("Answer"),
        "certificate": mark("Make the certificate"),
    }
    PRINT = mark("Print the certificate")
    SAVE = mark("Save the certificate")

    def __init__(self, lang: str = "en", seed: int | None = None, **options: Any) -> None:
        self._seed = 0
        self._questions: tuple[Question, ...] = ()
        self._responses: list[object] = []
        super().__init__(lang, seed, **options)

    def _started(self) -> None:
        """A test that was begun goes on; one that was answered to the end has its result; a passed one, its certificate."""
        running = self._progress.running
        if running:
            self._prepare(running.seed)
            asked = tuple(question.id for question in self._questions)[: len(running.questions)]
            if asked == running.questions:  # a new release may have other questions
                self._responses = list(running.responses)
        if self._responses and len(self._responses) == len(self._questions):
            self._result()
        else:
            self._welcome()

    def _welcome(self) -> None:
        """What the test is, what was begun, and what was passed."""
        say, total = self._spoken.say, SIZE
        sentences = [say(WELCOME, total=total, needed=_needed(total))]
        if self._responses:
            sentences.append(say(RUNNING, number=len(self._responses), total=total))
        passed = self._passed()
        if passed:
            sentences += [say(BEFORE, right=passed.right, total=passed.total, date=passed.day), say(ASK_NAME)]
        self._put(
            state="start",
            messages=sentences,
            inputs=self._name() if passed else [],
            buttons=self._buttons(*(["resume"] if self._responses else []), "start", *(["certificate"] if passed else [])),
        )

    def _passed(self) -> Test | None:
        """The test that was passed last."""
        return next((test for test in reversed(self._progress.tests) if test.passed), None)

    def _name(self) -> list[dict[str, str]]:
        return [{"name": "name", "label": self._spoken.say(NAME)}]

    def _prepare(self, seed: int) -> None:
        """The questions of a test; the same seed gives the same ones, in any language."""
        self._seed = seed
        self._questions = final_test(random.Random(seed), SIZE)  # noqa: S311 - not a secret
        self._responses = []

    def _asked(self, do: str, content: dict[str, Any]) -> None:
        if do == "start":
            self._begun(LESSON)
            self._prepare(self._chance.randrange(1, 10**6))
            self._follows()
        elif do == "resume" and self._questions:
            self._follows()
        elif do == "certificate":
            self._certify(str(content.get("name", "")))

    def _follows(self) -> None:
        """The next question, or the result."""
        if len(self._responses) == len(self._questions):
            self._result()
            return
        self._pose(self._questions[len(self._responses)])

    def _check(self, response: object) -> None:
        """Take the answer. Whether it is right is told at the end."""
        assert self._question  # noqa: S101 - the caller looked
        verdict = grade(self._question, response, self._spoken)
        if not verdict.understood:
            self._change(**as_feedback(verdict))
            return
        self._record(verdict, response)
        self._responses.append(response)
        self._follows()

    def _record(self, verdict: Verdict, response: object) -> None:
        assert self._question  # noqa: S101 - the caller looked
        event = answered(self._question.id, right=verdict.right, where=self.WHERE, misconception=verdict.misconception)
        self._keep({**event, "seed": self._seed, "number": len(self._responses), "response": response})

    def _count(self) -> str:
        return self._spoken.say(COUNT, number=len(self._responses) + 1, total=len(self._questions))

    def _verdicts(self) -> list[Verdict]:
        return [
            grade(question, response, self._spoken) for question, response in zip(self._questions, self._responses, strict=True)
        ]

    def _result(self) -> None:
        """How many were right, and why each answer was right or wrong."""
        verdicts, say = self._verdicts(), self._spoken.say
        right, total = sum(verdict.right for verdict in verdicts), len(verdicts)
        passed = right >= _needed(total)
        self._keep(tested(self._seed, right, total, passed=passed))
        if passed and self._progress.lesson(LESSON) is not LessonState.DONE:
            self._keep(done(LESSON))
        self._question = None
        sentence = say(PASSED if passed else FAILED, right=right, total=total, needed=_needed(total))
        self._put(
            state="passed" if passed else "failed",
            messages=[sentence, *([say(ASK_NAME)] if passed else [])],
            results=[
                {
                    "ask": question.said(question.ask, self._spoken),
                    "reply": question.reply,
                    "right": verdict.right,
                    "messages": list(verdict.messages),
                }
                for question, verdict in zip(self._questions, verdicts, strict=True)
            ],
            inputs=self._name() if passed else [],
            buttons=self._buttons(*(["certificate"] if passed else []), "start"),
        )

    def _certify(self, name: str) -> None:
        """A certificate with this name for the test that was passed last, to print or to save."""
        test = self._passed()
        if test is None or not self.view.get("inputs"):
            return
        if not name.strip():
            self._change(messages=[self._spoken.say(NAMELESS)])
            return
        certificate = Certificate(name.strip(), test.right, test.total, test.day, self._spoken.tag, test.seed)
        self._keep(certified(certificate.name, code(certificate)))
        say = self._spoken.say
        page = {
            "html": as_html(certificate, self._spoken),
            "title": say(self.TITLE),
            "print": say(self.PRINT),
            "save": say(self.SAVE),
            "file": FILE,
        }
        self._put(state="certified", messages=[], page=page, buttons=self._buttons("start"))


def _needed(total: int) -> int:
    """How many right answers pass."""
    return -(-total * round(PASS * 100) // 100)
