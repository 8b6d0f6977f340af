"""The drawing of the states: it shows what the table says, all of it, and says it in words too."""

from itertools import combinations
from xml.etree import ElementTree as ET

from smtp_tutor.i18n import language
from smtp_tutor.render.diagram import BENDS, HALF_H, HALF_W, HEIGHT, NAMES, PLACES, STEPS, WIDTH, as_svg, in_words, label, ways
from smtp_tutor.session import TABLE, Command, State

SVG = "{http://www.w3.org/2000/svg}"


def test_every_way_of_the_table_is_drawn_and_no_other() -> None:
    """Each row that leads elsewhere has its arrow, its command and its code; each arrow has its rows."""
    drawn = {(way.before, way.after): " ".join(label(way, language())) for way in ways()}
    for row in TABLE:
        for state in row.states:
            if row.code and row.then and row.then is not state:
                said = drawn.get((state, row.then), "") + drawn.get((None, row.then), "")
                assert STEPS.get(row.command, row.command.value) in said and str(row.code) in said, (state, row)
    assert all(command.value.isupper() != (command in STEPS) or command is Command.CONNECT for command in Command)
    known = {(state, row.then) for row in TABLE for state in row.states if row.code}
    assert all((before, after) in known or before is None for before, after in drawn)


def test_every_state_has_its_box() -> None:
    """A name, a place on the paper, and no other box upon it."""
    assert set(PLACES) == {*State, None}
    assert set(NAMES) == set(State)
    root = ET.fromstring(as_svg(language()))
    assert len(root.findall(f".//{SVG}g[@data-state]")) == len(State) + 1
    assert len(root.findall(f".//{SVG}g[@class='smtp-ways']/{SVG}path")) == len(ways())
    for (x1, y1), (x2, y2) in combinations(PLACES.values(), 2):
        assert abs(x1 - x2) > 2 * HALF_W or abs(y1 - y2) > 2 * HALF_H
    assert all(HALF_W < x < WIDTH - HALF_W and HALF_H <= y <= HEIGHT - HALF_H for x, y in PLACES.values())
    assert set(BENDS) <= {(way.before, way.after) for way in ways()}


def test_the_drawing_is_said_in_words() -> None:
    """A title and a description for those who do not see it, and a sentence for each arrow."""
    root = ET.fromstring(as_svg(language()))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title")
    assert str(len(ways())) in (root.findtext(f"{SVG}desc") or "")
    sentences = in_words(language())
    assert len(sentences) == len(ways())
    assert "From “recipient known” to “reading the message”: DATA 354." in sentences
