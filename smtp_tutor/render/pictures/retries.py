"""The retries of a queue over its days, as a drawing with a row for each day.

Lives here: where a try stands in its row, and its sign. When the tries come, and what becomes of them, says `session.queue`.
"""

from dataclasses import dataclass
from xml.etree import ElementTree as ET

from smtp_tutor.i18n import Language, mark
from smtp_tutor.render.html import node
from smtp_tutor.render.pictures.frame import Drawing, circle, icon, line, svg
from smtp_tutor.session.queue import Obstacle, Outcome, Queue, Try, obstacles, queues, tries

TITLE = mark("How a queue tries again")
SUMMARY = mark("{queue}. What keeps the message waiting: {obstacle}. Tries: {number}.")
FIRST_HOURS = mark("The first {hours} hours")
DAY = mark("Day {number}")
MINUTES = mark("{minutes} min")
HOURS = mark("{hours} h {minutes} min")
DAYS = mark("{days} d {hours} h")
HOURS_ONLY = mark("{hours} h")
BEGINS = mark("{title}: {meaning}")
SIGNS = {
    Outcome.DEFERRED: mark("Not now: the message stays in the queue."),
    Outcome.DELIVERED: mark("The server takes the message."),
    Outcome.RETURNED: mark("The queue gives up: the message comes back as a bounce."),
}
NOTICE = mark("A notice to you: delivery is delayed.")
TRY = mark("Try {number}, after {time}. {outcome}")
NOTICED = mark("Try {number}, after {time}. {outcome} {notice}")
HOUR, DAY_LONG = 3600, 86400
#: How much of the beginning is drawn once more, enlarged.
BEGINNING = 2 * HOUR
#: Heights in a row, in em: the tries, the line of time, the words below it.
MARKS, AXIS, WORDS, HIGH = 1.4, 2.2, 3.6, 4.0
#: How large the words are; a length in em counts in their own size.
SMALL = 0.85
#: Signs in a square of 20 units.
TICK, CROSS, FLAG, HERE = "M4 11l4 4l8-10", "M5 5L15 15M15 5L5 15", "M5 19V2l11 5l-11 5", "M3 2H17L10 16z"


def draw(spoken: Language, *, queue: str = "postfix", obstacle: str = "mailbox_full") -> Drawing:
    """The tries of a message that `obstacle` keeps in `queue`. ValueError where the table has no such name."""
    for name, known in ((queue, queues().keys()), (obstacle, obstacles().keys())):
        if name not in known:
            raise ValueError(f"{name!r} is not in the table. There are: {', '.join(known)}.")
    return drawing(queues()[queue], obstacles()[obstacle], spoken)


def drawing(queue: Queue, obstacle: Obstacle, spoken: Language, now: int | None = None) -> Drawing:
    """As `draw`. `now` is the number of the try at which we are; what comes after it is drawn hollow."""
    found = tries(queue, obstacle)
    end = found[-1].at
    stretches = [Stretch(spoken.say(FIRST_HOURS, hours=BEGINNING // HOUR), 0, BEGINNING)]
    if end > BEGINNING:
        days = range(-(-end // DAY_LONG))
        stretches += [Stretch(spoken.say(DAY, number=day + 1), day * DAY_LONG, DAY_LONG) for day in days]
    rows = [_row(stretch, found, now, spoken) for stretch in stretches]
    said = spoken.say(SUMMARY, queue=spoken.say(queue.title), obstacle=spoken.say(obstacle.title), number=len(found))
    body = node("div", *rows, _legend(found, spoken), class_="smtp-retries")
    words = [spoken.say(BEGINS, title=spoken.say(each.title), meaning=spoken.say(each.meaning)) for each in (queue, obstacle)]
    if any(each.notice for each in found):
        words.append(spoken.say(queue.notice_meaning))
    return Drawing(spoken.say(TITLE), said, body, (*words, *(sentence(each, spoken) for each in found)))


def time(seconds: int, spoken: Language) -> str:
    """A length of time in two units at most."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return spoken.say(MINUTES, minutes=minutes)
    if minutes < 24 * 60:
        return spoken.say(HOURS, hours=minutes // 60, minutes=minutes % 60)
    return spoken.say(DAYS, days=minutes // 1440, hours=minutes % 1440 // 60)


def sentence(found: Try, spoken: Language) -> str:
    """A try in words."""
    values = {"number": found.number, "time": time(found.at, spoken), "outcome": spoken.say(SIGNS[found.outcome])}
    return spoken.say(NOTICED, notice=spoken.say(NOTICE), **values) if found.notice else spoken.say(TRY, **values)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the time that is drawn as one row, in seconds."""

    title: str
    start: int
    length: int

    def holds(self, at: int, last: int) -> bool:
        """Does a try at this age belong here? The last of all may stand on the edge."""
        return self.start <= at < self.start + self.length or at == self.start + self.length == last


def _row(stretch: Stretch, found: tuple[Try, ...], now: int | None, spoken: Language) -> ET.Element:
    """A stretch of time: its line, the scale below it, the tries upon it."""
    enlarged = stretch.length == BEGINNING
    step = HOUR // 4 if enlarged else 6 * HOUR
    shapes = [line("0%", AXIS, "100%", AXIS)]
    for at in range(0, stretch.length + 1, step):
        x = _at(at, stretch)
        shapes.append(line(x, AXIS - 0.2, x, AXIS + 0.3))
        if at * 2 % stretch.length == 0:
            label = spoken.say(MINUTES, minutes=at // 60) if enlarged else spoken.say(HOURS_ONLY, hours=at // HOUR)
            anchor = "start" if at == 0 else "end" if at == stretch.length else "middle"
            shapes.append(node("text", label, x=x, y=f"{WORDS / SMALL:g}em", text_anchor=anchor))
    inside = (each for each in found if stretch.holds(each.at, found[-1].at))
    shapes += [_mark(each, _at(each.at - stretch.start, stretch), now) for each in inside]
    drawn = svg(*shapes, height=f"{HIGH}em", width="100%", class_="smtp-clock")
    return node("div", node("span", stretch.title, class_="smtp-which"), drawn, class_="smtp-day")


def _at(seconds: int, stretch: Stretch) -> str:
    """Where in its row a time stands."""
    return f"{100 * seconds / stretch.length:.2f}%"


def _mark(found: Try, x: str, now: int | None) -> ET.Element:
    """The sign of a try."""
    future, here = now is not None and found.number > now, found.number == now
    shapes = list(signs(found.outcome))
    if found.notice:
        shapes.append(icon(FLAG, 0.25, -0.65))
    if here:
        shapes.append(icon(HERE, 0, -0.8 if not found.notice else -1.6, "smtp-here"))
    name = f"smtp-try smtp-{found.outcome.value}{' smtp-future' if future else ''}"
    return node("svg", *shapes, x=x, y=f"{MARKS}em", overflow="visible", class_=name, data_try=found.number)


def signs(outcome: Outcome) -> tuple[ET.Element, ...]:
    """The sign of an outcome around (0, 0)."""
    if outcome is Outcome.DEFERRED:
        return (line(0, 0, 0, AXIS - MARKS), circle(0, 0, 0.22))
    path = TICK if outcome is Outcome.DELIVERED else CROSS
    return (line(0, 0, 0, AXIS - MARKS), circle(0, 0, 0.62), icon(path, 0, 0))


def _legend(found: tuple[Try, ...], spoken: Language) -> ET.Element:
    """What the signs mean that are in the drawing."""
    rows = []
    for outcome in Outcome:
        if any(each.outcome is outcome for each in found):
            inner = node("svg", *signs(outcome), x="50%", y="0.7em", overflow="visible", class_=f"smtp-try smtp-{outcome.value}")
            rows.append(node("li", svg(inner, class_="smtp-sample"), " ", spoken.say(SIGNS[outcome])))
    if any(each.notice for each in found):
        rows.append(node("li", svg(icon(FLAG, 1.2, 0.7), class_="smtp-sample smtp-try"), " ", spoken.say(NOTICE)))
    return node("ul", *rows, class_="smtp-legend")
