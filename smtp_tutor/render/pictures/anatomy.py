"""The anatomy of a reply: a line that a server said, taken apart as the parser reads it, each piece with its meaning.

Lives here: the pieces of a line in order, and the lines that lead from each to its label. Must not: read the reply itself.
"""

from dataclasses import dataclass
from xml.etree import ElementTree as ET

from smtp_tutor import codes
from smtp_tutor.i18n import Language, mark
from smtp_tutor.model import EnhancedCode, Line, Reply
from smtp_tutor.parse import parse
from smtp_tutor.render.html import node
from smtp_tutor.render.pictures.frame import Drawing, circle, line, rail, table

TITLE = mark("The anatomy of a reply")
SUMMARY = mark(
    "At the top stands what the server said. At the bottom it is taken apart, and every piece has its meaning above it."
)
WORD = mark("{part} “{piece}” — {title}. {meaning}")
FIRST = mark("First digit: did it work?")
SECOND = mark("Second digit: what is it about?")
THIRD = mark("Third digit: which one exactly?")
SEPARATOR = mark("After the code")
SPACE = codes.Meaning(
    mark("A space"), mark("This line is the last one of the reply. A hyphen would say that another line follows.")
)
HYPHEN = codes.Meaning(mark("A hyphen"), mark("Another line of the same reply follows. The last one has a space here."))
CLASS = mark("Enhanced code, class: did it work?")
SUBJECT = mark("Enhanced code, subject: what is it about?")
DETAIL = mark("Enhanced code, detail: which one exactly?")
TEXT = mark("The text")
WORDS = codes.Meaning(
    mark("Words for people"),
    mark("Every server chooses its own words. They often name the address, the rule or a web page that helps."),
)
WHOLE = mark("{code} as a whole: {title}.")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the line: what stands there, the question it answers, and the answer. `dotted`: a dot stands before it."""

    text: str
    part: str
    meaning: codes.Meaning
    dotted: bool = False


def draw(spoken: Language, *, code: int = 550, reply: str = "") -> Drawing:
    """The anatomy of `reply`, or of a sample reply with the given code (100 to 599).

    Of a reply with several lines the first is taken apart. Raises ReplySyntaxError where `reply` is none, and ValueError
    where `code` is out of range.
    """
    read = parse(reply or sample(code))
    found = pieces(read)
    rows = [_row(found, number, spoken) for number in range(len(found))]
    said = node("pre", read.source.strip(), class_="smtp-said", lang="en")
    words = [_word(piece, spoken) for piece in found]
    words[3:3] = [_whole(found, spoken)]
    body = node("div", said, *rows, _last(found), class_="smtp-anatomy-of")
    return Drawing(spoken.say(TITLE), spoken.say(SUMMARY), body, tuple(words))


def sample(number: int) -> str:
    """A reply with this code: the one of the table, or one made from the code's title."""
    if not 100 <= number <= 599:
        raise ValueError(f"A reply code has three digits and lies between 100 and 599, not {number}.")
    known: str = table()["sample"].get(str(number), "")
    return known or f"{number} {codes.basic(number).title}"


def pieces(reply: Reply) -> tuple[Piece, ...]:
    """The pieces of the first line of a reply, as they stand in it. What is not there has no piece."""
    first = reply.lines[0]
    out = [
        Piece(str(first.code)[0], FIRST, codes.first_digit(first.code // 100)),
        Piece(str(first.code)[1], SECOND, codes.second_digit(first.code // 10 % 10)),
        Piece(str(first.code)[2], THIRD, codes.third_digit()),
    ]
    text = [Piece(first.text, TEXT, WORDS)] if first.text else []
    enhanced = list(_enhanced(first.enhanced)) if first.enhanced else []
    if text or enhanced:
        out.append(Piece(" ", SEPARATOR, SPACE) if first.last else Piece("-", SEPARATOR, HYPHEN))
    return (*out, *text, *enhanced) if _within(first) else (*out, *enhanced, *text)


def _enhanced(found: EnhancedCode) -> tuple[Piece, ...]:
    klass, entry = codes.klass(found.klass), codes.enhanced(found)
    return (
        Piece(str(found.klass), CLASS, klass),
        Piece(str(found.subject), SUBJECT, codes.subject(found.subject), dotted=True),
        Piece(str(found.detail), DETAIL, codes.Meaning(entry.title, entry.meaning), dotted=True),
    )


def _within(found: Line) -> bool:
    """Does the enhanced code stand in the middle of the words?"""
    return found.enhanced_span is not None and found.enhanced_span.start >= found.text_span.start


def _width(piece: Piece) -> float:
    """How wide the column of a piece is, with the dot before it, in em. The text's own width does not matter: it is last."""
    return (1.2 if piece.part == TEXT else 0.5 + 0.7 * len(piece.text)) + (0.6 if piece.dotted else 0)


def _middle(found: tuple[Piece, ...], number: int) -> float:
    """Where the line of a piece stands."""
    piece = found[number]
    own = _width(piece) - (0.6 if piece.dotted else 0)
    return sum(map(_width, found[: number + 1])) - own / 2


def _row(found: tuple[Piece, ...], number: int, spoken: Language) -> ET.Element:
    """The label of a piece, and the lines that come past it from the labels above."""
    piece, own = found[number], _middle(found, number)
    shapes = [line(_middle(found, before), "0", _middle(found, before), "100%") for before in range(number)]
    shapes += [line(own, 0.8, own, "100%"), line(own, 0.8, own + 0.9, 0.8), circle(own, 0.8, 0.2, "smtp-dot")]
    return node(
        "div",
        rail(own + 1.2, *shapes),
        node(
            "div",
            node("span", spoken.say(piece.part), class_="smtp-which"),
            node("p", _tile(piece), " ", node("strong", spoken.say(piece.meaning.title))),
            node("p", spoken.say(piece.meaning.meaning), class_="smtp-more"),
            node("p", _whole(found, spoken), class_="smtp-more") if number == 2 else None,
        ),
        class_="smtp-row",
    )


def _last(found: tuple[Piece, ...]) -> ET.Element:
    """The line itself, each piece below its own line."""
    tiles = []
    for number, piece in enumerate(found):
        if piece.dotted:
            tiles.append(node("span", ".", style="inline-size:0.6em"))
        if piece.part == TEXT and number == len(found) - 1:
            tiles.append(node("span", piece.text, class_="smtp-rest"))
        else:
            width = _width(piece) - (0.6 if piece.dotted else 0)
            tiles.append(_tile(piece, style=f"inline-size:{width:g}em"))
    return node("div", *tiles, class_="smtp-tiles", lang="en", dir="ltr")


def _tile(piece: Piece, **attributes: object) -> ET.Element:
    """A piece as it stands in the line: a space is made visible, and the words stand elsewhere in full."""
    shown = "…" if piece.part == TEXT else piece.text.replace(" ", "\N{OPEN BOX}")
    return node("span", shown, class_="smtp-tile", lang="en", **attributes)


def _word(piece: Piece, spoken: Language) -> str:
    """What the picture says about a piece, as a sentence."""
    title, meaning = spoken.say(piece.meaning.title), spoken.say(piece.meaning.meaning)
    return spoken.say(WORD, part=spoken.say(piece.part), piece=piece.text, title=title, meaning=meaning)


def _whole(found: tuple[Piece, ...], spoken: Language) -> str:
    """What the three digits mean together."""
    number = "".join(piece.text for piece in found[:3])
    return spoken.say(WHOLE, code=number, title=spoken.say(codes.basic(int(number)).title))
