"""The states of a session and the ways between them, as a drawing (SVG) made from the session's table.

Lives here: where each state stands on the paper, and how arrows are drawn. Which arrows there are, and what they say,
comes from the table alone. Must not: know a command or a code.
"""

from collections import defaultdict
from dataclasses import dataclass
from math import hypot
from xml.etree import ElementTree as ET

from smtp_tutor.i18n import Language, mark
from smtp_tutor.session import TABLE, Command, State

WIDTH, HEIGHT = 980, 760
#: Half the width and half the height of a box.
HALF_W, HALF_H = 78, 25
#: So many states with the same way out are drawn as one box, “any of these states”.
MANY = 4

TITLE = mark("The states of an SMTP session")
SUMMARY = mark("A drawing of {states} states and {ways} ways between them. The list below it says the same in words.")
WAY = mark("From “{before}” to “{after}”: {commands}.")
ANY = mark("any state that takes commands")
NAMES = {
    State.CONNECTING: mark("connected"),
    State.START: mark("greeted"),
    State.READY: mark("ready"),
    State.MAIL: mark("sender known"),
    State.RCPT: mark("recipient known"),
    State.DATA: mark("reading the message"),
    State.BDAT: mark("reading in chunks"),
    State.AUTH_PLAIN: mark("log-in: both"),
    State.AUTH_NAME: mark("log-in: name"),
    State.AUTH_PASSWORD: mark("log-in: password"),
    State.REFUSED: mark("refused"),
    State.CLOSED: mark("closed"),
}
#: What leads on without being a word of SMTP. The rest are commands, which have one name in all languages.
STEPS = {
    Command.CONNECT: mark("connection"),
    Command.END: mark("the dot"),
    Command.RESPONSE: mark("log-in line"),
    Command.UNAVAILABLE: mark("command not offered"),
    Command.UNKNOWN: mark("unknown command"),
    Command.TOO_LONG: mark("line too long"),
    Command.BARE: mark("wrong line end"),
}
#: The middle of each box. None is the box that stands for many states.
PLACES: dict[State | None, tuple[int, int]] = {
    State.CONNECTING: (490, 45), State.START: (490, 165), State.READY: (490, 315), State.MAIL: (490, 445), State.RCPT: (490, 575),
    State.DATA: (330, 710), State.BDAT: (650, 710), State.AUTH_PLAIN: (100, 110), State.AUTH_NAME: (100, 315),
    State.AUTH_PASSWORD: (100, 520), State.REFUSED: (820, 45), State.CLOSED: (870, 200), None: (850, 400),
}  # fmt: skip
#: How far an arrow bends to the side, in the paper's units, and where along it (0 to 1) its words stand. Those that are not
#: named here go straight, with their words in the middle.
BENDS: dict[tuple[State | None, State], tuple[int, float]] = {
    (State.START, State.READY): (75, 0.5), (State.READY, State.START): (75, 0.5),
    (State.DATA, State.READY): (-260, 0.2), (State.RCPT, State.READY): (330, 0.45), (State.BDAT, State.READY): (280, 0.25),
    (State.READY, State.AUTH_PLAIN): (60, 0.6), (State.AUTH_PLAIN, State.READY): (60, 0.35),
    (State.READY, State.AUTH_NAME): (60, 0.6), (State.AUTH_NAME, State.READY): (60, 0.35),
    (State.READY, State.AUTH_PASSWORD): (60, 0.55), (State.AUTH_PASSWORD, State.READY): (60, 0.35),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """One arrow: from a state, or None for any that takes commands, to a state, and which answers to what lead there."""

    before: State | None
    after: State
    codes: tuple[tuple[Command, tuple[int, ...]], ...]


def ways() -> tuple[Way, ...]:
    """Every arrow of the table. Rows that lead nowhere else, and connections that break, are left out."""
    sources: dict[tuple[Command, int, State], list[State]] = defaultdict(list)
    for row in TABLE:
        if row.then is not None and row.code:
            known = sources[row.command, row.code, row.then]
            known += [state for state in row.states if state not in known]
    codes: dict[tuple[State | None, State], dict[Command, list[int]]] = defaultdict(lambda: defaultdict(list))
    for (command, code, after), states in sources.items():
        many = len(states) >= MANY
        for before in [None, *states[:1]] if many else states:
            if before is not after:
                codes[before, after][command].append(code)
    return tuple(
        Way(*place, tuple((command, tuple(sorted(set(of)))) for command, of in said.items())) for place, said in codes.items()
    )


def label(way: Way, spoken: Language) -> tuple[str, ...]:
    """What stands at an arrow, a line for each command."""
    names = (spoken.say(STEPS[command]) if command in STEPS else command.value for command, _ in way.codes)
    return tuple(f"{name} {', '.join(map(str, codes))}" for name, (_, codes) in zip(names, way.codes, strict=True))


def in_words(spoken: Language) -> list[str]:
    """Every arrow as a sentence."""
    return [
        spoken.say(WAY, before=_name(way.before, spoken), after=_name(way.after, spoken), commands="; ".join(label(way, spoken)))
        for way in ways()
    ]


def as_svg(spoken: Language) -> str:
    """The drawing as one `svg` element with its title and description."""
    found = ways()
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img",
                             "class": "smtp-diagram", "aria-labelledby": "smtp-diagram-title smtp-diagram-desc"})  # fmt: skip
    ET.SubElement(svg, "title", {"id": "smtp-diagram-title"}).text = spoken.say(TITLE)
    ET.SubElement(svg, "desc", {"id": "smtp-diagram-desc"}).text = spoken.say(SUMMARY, states=len(State), ways=len(found))
    head = ET.SubElement(ET.SubElement(svg, "defs"), "marker", {
        "id": "smtp-head", "viewBox": "0 0 10 10", "refX": "9", "refY": "5", "markerWidth": "8", "markerHeight": "8",
        "orient": "auto",
    })  # fmt: skip
    ET.SubElement(head, "path", {"d": "M0 0L10 5L0 10z", "class": "smtp-head"})
    lines, labels, boxes = (ET.SubElement(svg, "g", {"class": name}) for name in ("smtp-ways", "smtp-labels", "smtp-states"))
    for way in found:
        _arrow(lines, labels, way, label(way, spoken))
    for state in (*State, None):
        x, y = PLACES[state]
        size = {"x": str(x - HALF_W), "y": str(y - HALF_H), "width": str(2 * HALF_W), "height": str(2 * HALF_H), "rx": "10"}
        box = ET.SubElement(boxes, "g", {"data-state": state.value if state else "any"})
        ET.SubElement(box, "rect", size)
        for row, text in enumerate(words := _two_rows(_name(state, spoken))):
            at = y + 5 + 16 * row - 8 * (len(words) - 1)
            ET.SubElement(box, "text", {"x": str(x), "y": str(at), "text-anchor": "middle"}).text = text
    return ET.tostring(svg, encoding="unicode")


def _name(state: State | None, spoken: Language) -> str:
    return spoken.say(NAMES[state] if state else ANY)


def _two_rows(text: str) -> list[str]:
    """A name that is too long for its box, broken at the space nearest to its middle. Without a space it stays whole."""
    spaces = [at for at, char in enumerate(text) if char == " "]
    if len(text) <= 19 or not spaces:
        return [text]
    middle = min(spaces, key=lambda at: abs(at - len(text) / 2))
    return [text[:middle], text[middle + 1 :]]


def _arrow(lines: ET.Element, labels: ET.Element, way: Way, words: tuple[str, ...]) -> None:
    """An arrow, bent as the layout says, with its words at its middle."""
    (x1, y1), (x2, y2) = PLACES[way.before], PLACES[way.after]
    length, (bend, along) = hypot(x2 - x1, y2 - y1), BENDS.get((way.before, way.after), (0, 0.5))
    mx, my = (x1 + x2) / 2 - (y2 - y1) / length * bend, (y1 + y2) / 2 + (x2 - x1) / length * bend
    (ax, ay), (bx, by) = _edge((x1, y1), (mx, my)), _edge((x2, y2), (mx, my))
    ET.SubElement(
        lines, "path", {"d": f"M{ax:.0f} {ay:.0f}Q{mx:.0f} {my:.0f} {bx:.0f} {by:.0f}", "marker-end": "url(#smtp-head)"}
    )
    cx, cy = (_along(along, *values) for values in ((ax, mx, bx), (ay, my, by)))
    for row, text in enumerate(words):
        at = {"x": f"{cx:.0f}", "y": f"{cy + 4 + 14 * row - 7 * (len(words) - 1):.0f}", "text-anchor": "middle"}
        ET.SubElement(labels, "text", at).text = text


def _along(part: float, start: float, bend: float, end: float) -> float:
    """A coordinate of the point of a curve that lies a part of the way from its start."""
    rest = 1 - part
    return rest * rest * start + 2 * rest * part * bend + part * part * end


def _edge(middle: tuple[float, float], toward: tuple[float, float]) -> tuple[float, float]:
    """Where a line from the middle of a box leaves it."""
    dx, dy = toward[0] - middle[0], toward[1] - middle[1]
    scale = min(HALF_W / abs(dx) if dx else 1e9, HALF_H / abs(dy) if dy else 1e9)
    return middle[0] + dx * scale, middle[1] + dy * scale
