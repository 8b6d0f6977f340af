"""A learner's progress as HTML: lessons, figures, what to review, and what comes up most. Must not: decide anything."""

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from smtp_tutor.i18n import Language, mark
from smtp_tutor.lessons import Lesson
from smtp_tutor.progress import LessonState, Progress
from smtp_tutor.quiz import Misconception
from smtp_tutor.render.html import Child, node, written

#: The sign of a state, beside its words.
SIGN = {LessonState.NEW: "○", LessonState.BEGUN: "◐", LessonState.DONE: "✓"}
STATE = {LessonState.NEW: mark("Not begun"), LessonState.BEGUN: mark("Begun"), LessonState.DONE: mark("Done")}
#: So many misconceptions are shown.
TRIPS = 3
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000

LESSONS = mark("Lessons")
DONE = mark("{done} of {total} done")
QUESTIONS = mark("Questions")
RIGHT = mark("{right} of {asked} answered right")
DAYS = mark("Days with practice")
NO_HURRY = mark("There is no hurry. What you have learned stays here, however long you are away.")
REVIEW = mark("Review")
NOTHING_YET = mark("Once you have answered questions, the ones worth repeating come back here.")
TEST = mark("Final test")
BEST = mark("{right} of {total} right")
OFTEN = mark("What comes up most")


def as_html(
    progress: Progress, now: int, lessons: Sequence[Lesson], misconceptions: Mapping[str, Misconception], spoken: Language
) -> str:
    """The overview as one element. `now` is in milliseconds since 1970, UTC."""
    states = [progress.lesson(lesson.stem) for lesson in lessons]
    say = spoken.say
    figures = [
        (LESSONS, say(DONE, done=states.count(LessonState.DONE), total=len(states))),
        (QUESTIONS, say(RIGHT, right=len(progress.known), asked=len(progress.asked)) if progress.asked else ""),
        (DAYS, str(len(progress.practised_days)) if progress.practised_days else ""),
        (REVIEW, _review(progress, now, spoken)),
        (TEST, say(BEST, right=progress.best_test.right, total=progress.best_test.total) if progress.best_test else ""),
    ]
    rows = (node("div", node("dt", say(label)), node("dd", figure)) for label, figure in figures if figure)
    items = (
        node(
            "li",
            node("span", SIGN[state], " ", class_="smtp-sign", aria_hidden="true"),
            say(lesson.title),
            " ",
            node("span", say(STATE[state]), class_="smtp-state"),
            data_lesson=lesson.stem,
            data_state=state.value,
        )
        for lesson, state in zip(lessons, states, strict=True)
    )
    return written(
        node(
            "div",
            node("dl", *rows, class_="smtp-facts"),
            node("p", say(NO_HURRY), class_="smtp-help"),
            node("ul", *items, class_="smtp-lesson-states", aria_label=say(LESSONS)),
            _often(progress, misconceptions, spoken),
            class_="smtp-overview",
            lang=spoken.tag,
        )
    )


def _review(progress: Progress, now: int, spoken: Language) -> str:
    """How many questions wait to be asked again, or when the next one will."""
    due, later = progress.due(now), progress.next_due(now)
    if due:
        return spoken.count("{number} question is ready", "{number} questions are ready", len(due))
    if later is None:
        return spoken.say(NOTHING_YET)
    wait = later - now
    if wait < HOUR:
        return spoken.count("The next one in about a minute", "The next one in about {number} minutes", -(-wait // MINUTE))
    if wait < DAY:
        return spoken.count("The next one in about an hour", "The next one in about {number} hours", round(wait / HOUR))
    return spoken.count("The next one in about a day", "The next one in about {number} days", round(wait / DAY))


def _often(progress: Progress, misconceptions: Mapping[str, Misconception], spoken: Language) -> ET.Element | None:
    """The misconceptions that led to most wrong answers, each with what is true. Those of another release are passed over."""
    known = [misconceptions[key] for key, _ in progress.trips() if key in misconceptions][:TRIPS]
    if not known:
        return None
    items = (
        node("li", node("strong", spoken.say(each.title)), node("p", *prose(spoken.say(each.text))), data_misconception=each.key)
        for each in known
    )
    return node("div", node("h4", spoken.say(OFTEN)), node("ul", *items))


def prose(text: str) -> list[Child]:
    """A text of the tables as children of an element: what stands between backticks becomes code."""
    pieces = text.split("`")
    return [node("code", piece) if number % 2 else piece for number, piece in enumerate(pieces)]
