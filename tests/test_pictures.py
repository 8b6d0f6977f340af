"""The pictures: they show what the tables say, all of it, safely, and say it in words too."""

import re
from collections import Counter
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from smtp_tutor import codes
from smtp_tutor.advice import advice
from smtp_tutor.decode import decode
from smtp_tutor.errors import ReplySyntaxError
from smtp_tutor.i18n import language
from smtp_tutor.message import delivery_report, mime, read
from smtp_tutor.model import Reason, Reply, Severity
from smtp_tutor.parse import parse
from smtp_tutor.render.pictures import PICTURES, Drawing, anatomy, as_figure, bounce, draw, folded_words, path, retries, tree
from smtp_tutor.render.pictures.frame import table
from smtp_tutor.session.queue import obstacles, queues, tries
from smtp_tutor.widgets.picture import Picture
from smtp_tutor.widgets.timeline import Timeline
from tests.strategies import replies

EN = language()
SVG = "{http://www.w3.org/2000/svg}"
every_picture = pytest.mark.parametrize("name", PICTURES)


def shown(drawing: Drawing) -> ET.Element:
    """The figure as a page gets it, read as XML."""
    return ET.fromstring(as_figure(drawing, EN))


def text(element: ET.Element) -> str:
    """All words in an element, a space between any two."""
    return " ".join(" ".join(element.itertext()).split())


def words(drawing: Drawing) -> str:
    """All sentences in a row."""
    return "\n".join(drawing.words)


@every_picture
def test_a_picture_is_an_image_with_a_name(name: str) -> None:
    """Well-formed XML; one image with a name; shapes in SVG that are told to be no content of their own."""
    figure = shown(draw(name, EN))
    [image] = figure.findall(".//div[@role='img']")
    assert image.get("aria-label") == draw(name, EN).title
    drawings = [each for each in image.iter(f"{SVG}svg") if each.get("aria-hidden")]
    assert drawings
    assert not any("tabindex" in each.attrib or each.tag in ("a", "button", "input") for each in image.iter())
    assert not re.search(r"\b(?:id|href|on\w+)=", as_figure(draw(name, EN), EN)), "no name that two pictures could share"


@every_picture
def test_every_length_is_a_number(name: str) -> None:
    """Places and sizes of shapes are lengths in em or percent."""
    for shape in shown(draw(name, EN)).iter():
        for key in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"):
            assert re.fullmatch(r"-?\d+(\.\d+)?(em|%)|0|", shape.get(key, "")), (shape.tag, key, shape.get(key))


@every_picture
def test_what_a_picture_shows_is_said_in_words(name: str) -> None:
    """Every title and meaning in the drawing stands in the sentences."""
    drawing = draw(name, EN)
    said = " ".join(words(drawing).split())
    for label in shown(drawing).iter():
        if label.tag == "strong" and label.text != drawing.title:
            assert label.text and label.text in said
        if label.tag == "p" and label.get("class") == "smtp-more" and text(label) != tree.BARE:
            assert text(label) in said


def test_each_registered_code_is_in_the_tree_once() -> None:
    """In the drawing and in the words, and on the branch of its first two digits."""
    drawing = draw("code-tree", EN)
    counted = Counter(int(leaf.get("data-code", "")) for leaf in shown(drawing).iter() if leaf.get("data-code"))
    assert counted == dict.fromkeys(codes.all_basic(), 1)
    for number, entry in codes.all_basic().items():
        assert len(re.findall(rf"(?m)^{number}: {re.escape(entry.title)}\.", words(drawing))) == 1
    for root in shown(drawing).findall(".//div[@data-digit]"):
        for row in root.findall("div"):
            branch = {name[:2] for name in re.findall(r"\d\dx", text(row))}
            assert {leaf.get("data-code", "")[:2] for leaf in row.iter() if leaf.get("data-code")} <= branch


def test_bare_branches_are_seen() -> None:
    """Where no code grows, the line is dashed, the end is a ring, and words say so."""
    bare = [row for row in shown(draw("code-tree", EN)).iter("div") if row.get("class") == "smtp-row smtp-bare"]
    assert len(bare) == 1 + sum(not tree.leaves(digit, branch) for digit in list(Severity)[1:] for branch in tree.BRANCHES)
    assert len(bare) == sum(line.endswith(tree.BARE) for line in draw("code-tree", EN).words)
    for row in bare:
        assert tree.BARE in text(row) and row.find(f".//{SVG}line[@class='smtp-dashed']") is not None


@given(replies())
def test_the_anatomy_takes_any_reply_apart(reply: Reply) -> None:
    """The pieces put together are the first line; each has its row and its sentence."""
    found = anatomy.pieces(reply)
    first = reply.lines[0]
    assert "".join(piece.text for piece in found[:3]) == str(first.code)
    assert "".join(("." if piece.dotted else "") + piece.text for piece in found if "Enhanced" in piece.part) == (
        str(first.enhanced) if first.enhanced else ""
    )
    assert [piece.text for piece in found if piece.part == anatomy.TEXT] == ([first.text] if first.text else [])
    drawing = draw("anatomy", EN, reply=reply.source)
    rows = [row for row in shown(drawing).iter("div") if row.get("class") == "smtp-row"]
    assert len(rows) == len(found) == len(drawing.words) - 1


def test_the_separator_is_told() -> None:
    """A hyphen says that a line follows, a space that none does; a bare code has none."""
    parts = [[piece.meaning.title for piece in anatomy.pieces(parse(reply)) if piece.part == anatomy.SEPARATOR]
             for reply in ("250-One\r\n250 Two", "250 One", "250")]  # fmt: skip
    assert parts == [["A hyphen"], ["A space"], []]


@pytest.mark.parametrize("number", sorted({*codes.all_basic(), 299, 599}))
def test_every_code_has_a_sample(number: int) -> None:
    """A reply with that code and no contradiction in it."""
    answer = decode(anatomy.sample(number)).decisive
    assert answer is not None and answer.reply.code == number
    assert not answer.warnings
    assert str(number) in words(draw("anatomy", EN, code=number))


def test_labels_are_escaped() -> None:
    """What a server says stays text."""
    nasty = "<img src=x onerror=alert(1)>"
    html = as_figure(draw("anatomy", EN, reply=f"550 5.1.1 {nasty} & more"), EN) + folded_words([nasty], EN)
    assert nasty not in html and "&lt;img src=x" in html
    message = bounce.sample().replace("Asha <asha@example.org>", f"{nasty} <asha@example.org>")
    assert nasty not in as_figure(draw("bounce-map", EN, message=message), EN)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_place_on_the_path(reason: Reason) -> None:
    """At one station or more, in the drawing and in the words."""
    title = advice(reason, None).title
    here = [station for station in path.stations() if reason in station.reasons]
    assert here
    drawing = draw("message-path", EN)
    for station in here:
        row = shown(drawing).find(f".//div[@data-station='{station.name}']")
        assert row is not None and title in text(row)
        assert any(title in line and line.startswith(station.title) for line in drawing.words)


def test_the_path_leads_on_and_back() -> None:
    """Every station has its sign; a way back leads to a station before; a 4 of the other side leads into the queue."""
    names = [station.name for station in path.stations()]
    assert set(names) == set(path.ICONS)
    for at, station in enumerate(path.stations()):
        assert all(names.index(back.to) < at for back in station.replies)
        if at > names.index("queue"):
            assert {back.digit: back.to for back in station.replies} == {4: "queue", 5: "you"}


@pytest.mark.parametrize("queue", queues())
@pytest.mark.parametrize("obstacle", obstacles())
def test_each_try_is_drawn_and_said(queue: str, obstacle: str) -> None:
    """Once in its day, and in the first hours once more; and as a sentence."""
    found = tries(queues()[queue], obstacles()[obstacle])
    drawing = draw("retry-timeline", EN, queue=queue, obstacle=obstacle)
    counted = Counter(int(each.get("data-try", 0)) for each in shown(drawing).iter() if each.get("data-try"))
    days = found[-1].at > retries.BEGINNING
    assert counted == {each.number: (each.at < retries.BEGINNING) + days for each in found}
    assert [retries.sentence(each, EN) for each in found] == list(drawing.words[-len(found) :])


def test_the_map_is_drawn_from_what_the_parser_finds() -> None:
    """All parts of the sample, with every value of its report; another message gives another map."""
    sample = bounce.sample()
    found = bounce.parts(sample)
    assert [part.kind for part in found] == ["head", "text/plain", "message/delivery-status", "message/rfc822"]
    [record] = delivery_report.records(mime.read(sample).parts[1].text, whole=True)
    shown_text = text(shown(draw("bounce-map", EN)))
    for value in (
        record.recipient,
        record.action,
        str(record.status),
        " ".join(record.said.split()),
        record.remote,
        record.reporter,
    ):
        assert value in shown_text
    assert {field.name for part in found for field in part.fields if field.name} == {row["name"] for row in table()["field"]}
    assert "other@example.net" in words(draw("bounce-map", EN, message=sample.replace("jumaa@example.com", "other@example.net")))


def test_the_sample_bounce_decodes() -> None:
    """To the reason that its words tell."""
    answer = decode(bounce.sample()).decisive
    assert answer is not None and (answer.reason, answer.found.recipient) == (Reason.RECIPIENT_UNKNOWN, "jumaa@example.com")
    assert read(bounce.sample()).kind.value == "bounce"


def test_what_is_no_picture_is_refused() -> None:
    """With the names that there are; a wrong option, reply, code or queue is refused too."""
    with pytest.raises(ValueError, match=r"'nope'.*anatomy, code-tree, message-path, retry-timeline, bounce-map"):
        Picture("nope")
    with pytest.raises(TypeError):
        Picture("code-tree", code=550)
    with pytest.raises(ReplySyntaxError):
        Picture("anatomy", reply="hello")
    with pytest.raises(ValueError, match="between 100 and 599"):
        Picture("anatomy", code=42)
    with pytest.raises(ValueError, match="postfix, exim"):
        Picture("retry-timeline", queue="snail")


@every_picture
def test_the_widget_shows_drawing_and_words(name: str) -> None:
    """The figure, and the same in words folded below."""
    widget = Picture(name)
    assert widget.html.startswith("<figure") and widget.words.startswith("<details")
    assert len(ET.fromstring(widget.words).findall(".//li")) == len(draw(name, EN).words)


def ask(widget: Timeline, **content: object) -> dict[str, Any]:
    """What a page would send; gives what it would be shown."""
    widget._handle_custom_msg(content, [])
    view: dict[str, Any] = widget.view
    return view


def test_a_reader_goes_through_the_tries() -> None:
    """Forward, back, beyond either end, and with another obstacle from the beginning."""
    widget = Timeline(obstacle="greylisting_15")
    assert (widget.view["step"], widget.view["total"], widget.view["outcome"]) == (1, 4, "deferred")
    assert "5 min" in widget.view["becomes"][0]
    assert ask(widget, kind="step", to=4)["outcome"] == "delivered"
    assert widget.view["reply"].startswith("250")
    assert ask(widget, kind="step", to=99)["step"] == 4
    assert ask(widget, kind="step", to=-3)["step"] == 1
    ask(widget, kind="step", to=3)
    assert ask(widget, kind="obstacle", to="server_down")["step"] == 1
    assert widget.view["reply"] == "" and widget.view["silence"]
    assert (
        "bounce" in ask(widget, kind="obstacle", to="mailbox_full")["about"][0] + ask(widget, kind="step", to=999)["becomes"][0]
    )
    assert widget.view["outcome"] == "returned"
    assert ask(widget, kind="queue", to="exchange")["total"] == 193


@pytest.mark.parametrize("kind", ["", "step", "obstacle", "queue"])
@pytest.mark.parametrize("to", ["x", None, [], {}])
def test_what_the_timeline_does_not_know_is_left_alone(kind: str, to: object) -> None:
    """Nothing changes."""
    widget = Timeline()
    before = dict(widget.view)
    assert ask(widget, kind=kind, to=to) == before


def test_the_timeline_marks_where_we_are() -> None:
    """One try is pointed at in each row it is in; those after it are hollow."""
    widget = Timeline(obstacle="rate_limit")
    figure = ET.fromstring(ask(widget, kind="step", to=3)["html"])
    for each in figure.iter(f"{SVG}svg"):
        if each.get("data-try"):
            number = int(each.get("data-try", ""))
            assert ("smtp-future" in each.get("class", "")) == (number > 3)
            assert (each.find(f"{SVG}svg[@class='smtp-here']") is not None) == (number == 3)
