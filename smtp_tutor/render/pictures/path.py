"""The path of a message from you to the mailbox, and where on it each refusal arises.

Lives here: how the stations and the ways back are drawn. Which stations there are, what they answer and where each reason
arises stands in `data/pictures.toml`.
"""

from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree as ET

from smtp_tutor.advice import advice
from smtp_tutor.errors import DataError
from smtp_tutor.i18n import Language, mark
from smtp_tutor.model import Reason, Severity
from smtp_tutor.render.html import node
from smtp_tutor.render.labels import SIGN
from smtp_tutor.render.pictures.frame import Drawing, circle, icon, line, rail, svg, table

TITLE = mark("The path of a message")
SUMMARY = mark("A message passes {number} stations. Each but the first can say no, and each for reasons of its own.")
REASONS = mark("What goes wrong here:")
ONWARDS = mark("The solid line is the way of the message.")
STATION = mark("Station {number}: {title}. {meaning}")
REPLY = mark("{title}, a reply that begins with {digit}, back to “{station}”: {meaning}")
SILENT = mark("{title}, without a reply, back to “{station}”: {meaning}")
HERE = mark("{title}, what goes wrong here: {reasons}.")
#: How the ways back are told in the legend, by the station that they lead to.
WAYS = {
    "queue": mark("The dashed line leads back into the queue: your server tries again by itself."),
    "you": mark("The dotted line leads back to you: now it is your turn."),
}
#: Where the message's line and the ways back stand, in em from the side, and how wide all of it is.
MAIN, LANES, WIDTH = 1.3, {"queue": 3.4, "you": 4.8}, 5.7
LANE = {"queue": "smtp-dashed", "you": "smtp-dotted"}
#: How far above or below the sign's middle a way back leaves it, in em.
SIDE = {"queue": 0.4, "you": -0.4}
#: The height in a row, in em, at which its sign stands.
LEVEL = 1.3
#: What a station looks like, in a square of 20 units.
ICONS = {
    "you": "M10 3a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7zM3 18c0-8 14-8 14 0z",
    "your_server": "M3 3h14v6H3zM3 11h14v6H3zM5 6h3M5 14h3",
    "queue": "M3 4h14M3 8h14M3 12h14M3 16h14",
    "their_server": "M3 3h14v6H3zM3 11h14v6H3zM5 6h3M5 14h3",
    "filters": "M2 3h16l-6 7v7l-4-2v-5z",
    "mailbox": "M2 5h16v11H2zM2 5l8 6l8-6",
}


@dataclass(frozen=True, slots=True)
class Back:
    """A station sends the message back: the first digit of its reply, or 0 where there is none; where to; what that means."""

    digit: int
    to: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Station:
    """A place on the path, what it may answer, and the reasons that arise there, the commonest at home here first."""

    name: str
    title: str
    meaning: str
    replies: tuple[Back, ...]
    reasons: tuple[Reason, ...]


@cache
def stations() -> tuple[Station, ...]:
    """The stations in the order in which a message passes them. DataError where the table is not of its form."""
    places = {Reason(name): tuple(found) for name, found in table()["places"].items()}
    known = [entry["id"] for entry in table()["station"]]
    for reason, found in places.items():
        if not set(found) <= set(known):
            raise DataError("pictures.toml", reason.value, "a place is no station")
    out = []
    for entry in table()["station"]:
        here = [(found.index(entry["id"]), reason) for reason, found in places.items() if entry["id"] in found]
        back = tuple(Back(row["digit"], row["to"], row["meaning"]) for row in entry.get("reply", ()))
        reasons = tuple(reason for _, reason in sorted(here, key=lambda item: item[0]))
        out.append(Station(entry["id"], entry["title"], entry["meaning"], back, reasons))
    return tuple(out)


def draw(spoken: Language) -> Drawing:
    """The whole path."""
    found = stations()
    rows = [_row(number, spoken) for number in range(len(found))]
    body = node("div", *rows, _legend(spoken), class_="smtp-path")
    words = [word for number, station in enumerate(found, 1) for word in _words(number, station, spoken)]
    return Drawing(spoken.say(TITLE), spoken.say(SUMMARY, number=len(found)), body, tuple(words))


def _reasons(station: Station, spoken: Language) -> list[str]:
    return [spoken.say(advice(reason, None).title) for reason in station.reasons]


def _row(number: int, spoken: Language) -> ET.Element:
    """A station: its sign on the line of the message, beside it what it is and what goes wrong here."""
    station = stations()[number]
    replies = [node("li", node("span", _sign(back), class_="smtp-chip"), " ",
                    spoken.say(back.meaning)) for back in station.replies]  # fmt: skip
    reasons = [node("li", title) for title in _reasons(station, spoken)]
    return node(
        "div",
        rail(WIDTH, *_shapes(number)),
        node(
            "div",
            node("strong", spoken.say(station.title)),
            node("p", spoken.say(station.meaning)),
            node("ul", *replies, class_="smtp-back") if replies else None,
            node("p", spoken.say(REASONS), class_="smtp-which") if reasons else None,
            node("ul", *reasons, class_="smtp-reasons") if reasons else None,
        ),
        class_="smtp-row smtp-station",
        data_station=station.name,
    )


def _sign(back: Back) -> str:
    return f"{back.digit} {SIGN[Severity(back.digit)]}" if back.digit else "\N{LEFTWARDS ARROW WITH HOOK}"


def _shapes(number: int) -> list[ET.Element]:
    """The lines and the sign at the side of a station."""
    found = stations()
    names = [station.name for station in found]
    out = [line(MAIN, "0", MAIN, LEVEL - 1)] if number else []
    if number < len(found) - 1:
        out.append(line(MAIN, LEVEL + 1, MAIN, "100%"))
    if number:
        out.append(_arrow(MAIN, LEVEL - 1, "down"))
    for to, lane in LANES.items():
        sources = [at for at, each in enumerate(found) if any(back.to == to for back in each.replies)]
        top, lowest, level, kind = names.index(to), max(sources), LEVEL + SIDE[to], LANE[to]
        if top < number <= lowest:
            out.append(line(lane, "0", lane, level if number == lowest else "100%", kind))
        if number == top:
            out += [line(lane, level, lane, "100%", kind), line(MAIN + 1.4, level, lane, level, kind),
                    _arrow(MAIN + 1, level, "back")]  # fmt: skip
        elif number in sources:
            out.append(line(MAIN + 1, level, lane, level, kind))
    return [*out, circle(MAIN, LEVEL, 1, "smtp-node"), icon(ICONS[found[number].name], MAIN, LEVEL, size=1.25)]


def _arrow(x: float, y: float, way: str) -> ET.Element:
    """The head of an arrow whose tip is at (x, y) in em."""
    path = {"down": "M4 6L10 20L16 6z", "back": "M14 4L0 10L14 16z"}[way]
    return icon(path, x if way == "down" else x + 0.5, y - 0.5 if way == "down" else y, "smtp-head")


def _legend(spoken: Language) -> ET.Element:
    """What the three kinds of lines mean."""
    samples = [(None, ONWARDS), *((LANE[to], WAYS[to]) for to in LANES)]
    return node("ul", *(node("li", svg(line(0, "50%", "100%", "50%", kind), class_="smtp-sample"), " ", spoken.say(text))
                        for kind, text in samples), class_="smtp-legend")  # fmt: skip


def _words(number: int, station: Station, spoken: Language) -> list[str]:
    """A station in sentences."""
    titles = {each.name: spoken.say(each.title) for each in stations()}
    title = titles[station.name]
    out = [spoken.say(STATION, number=number, title=title, meaning=spoken.say(station.meaning))]
    for back in station.replies:
        pattern, meaning = REPLY if back.digit else SILENT, spoken.say(back.meaning)
        out.append(spoken.say(pattern, title=title, digit=back.digit, station=titles[back.to], meaning=meaning))
    if station.reasons:
        out.append(spoken.say(HERE, title=title, reasons="; ".join(_reasons(station, spoken))))
    return out
