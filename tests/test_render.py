"""Text, HTML and records of a decoding: complete, and safe whatever was pasted."""

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given

from smtp_tutor import decode
from smtp_tutor.render.html import as_html
from smtp_tutor.render.record import VERSION, as_record
from smtp_tutor.render.text import as_text, printable
from tests.strategies import noise

#: The only elements that an answer is made of.
ELEMENTS = {
    "div",
    "article",
    "p",
    "h3",
    "h4",
    "ol",
    "ul",
    "li",
    "dl",
    "dt",
    "dd",
    "pre",
    "mark",
    "code",
    "strong",
    "span",
    "details",
    "summary",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
ATTRIBUTES = {"class", "data-code", "data-enhanced", "data-reason", "data-confidence", "data-kind", "data-count", "lang", "style",
              "aria-label", "aria-hidden", "tabindex", "role", "scope"}  # fmt: skip
HOSTILE = [
    "550 <img src=x onerror=alert(1)>",
    "550 5.1.1 </pre><script>alert(1)</script>",
    '550 " onmouseover="alert(1)',
    "550 &lt;script&gt;alert(1)&lt;/script&gt;",
    "550-<b>one</b>\n550 <style>*{display:none}</style>",
    "<svg/onload=alert(1)>",
    "smtplib.SMTPDataError: (554, b'5.7.1 <img src=x onerror=alert(1)>')",
    "Nov 22 10:00:00 mx postfix/smtp[1]: A1: to=<x@example.com>, relay=m[192.0.2.1]:25, delay=1, dsn=5.1.1, "
    "status=bounced (host m[192.0.2.1] said: 550 5.1.1 <img src=x onerror=alert(1)>)",
    "Final-Recipient: rfc822; <img src=x>\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 <script>alert(1)</script>",
]


class Reader(HTMLParser):
    """Collects what a browser would make of the markup."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    """The elements, attributes and text of an answer."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


@pytest.mark.parametrize("text", HOSTILE)
def test_pasted_markup_stays_text(text: str) -> None:
    """Nothing pasted becomes an element or an attribute."""
    reader = read(as_html(decode(text)))
    assert reader.elements <= ELEMENTS
    assert {name for name, _ in reader.attributes} <= ATTRIBUTES
    assert all(value is None or "inline-size:" in value for name, value in reader.attributes if name == "style")


@given(noise)
def test_any_text_is_shown_safely(text: str) -> None:
    """Property: only our elements and attributes, whatever was pasted; and what cannot be encoded is replaced."""
    decoding = decode(text)
    reader = read(as_html(decoding))
    assert reader.elements <= ELEMENTS
    assert {name for name, _ in reader.attributes} <= ATTRIBUTES
    as_html(decoding).encode("utf-8")
    as_text(decoding).encode("utf-8")
    json.loads(json.dumps(as_record(decoding)))


def test_the_answer_element_names_what_was_found() -> None:
    """Browser tests, and anyone who builds on the page, rely on these attributes."""
    attributes = dict(read(as_html(decode("550 5.1.1 User unknown"))).attributes)
    assert attributes["data-code"] == "550"
    assert attributes["data-enhanced"] == "5.1.1"
    assert attributes["data-reason"] == "recipient_unknown"


def test_the_whole_text_is_shown_with_the_evidence_marked() -> None:
    """The reader sees in place which words were believed."""
    html = as_html(decode("Hello,\nthe answer was: 550 5.1.1 User unknown\nGoodbye"))
    assert '<mark class="smtp-code">550</mark>' in html
    assert '<mark class="smtp-evidence">User unknown</mark>' in html
    assert "Hello," in html and "Goodbye" in html


def test_text_for_people_has_the_answer_first() -> None:
    """The first line says what it is; control characters cannot reach a terminal."""
    lines = as_text(decode("550 5.1.1 User \x1b[31munknown")).splitlines()
    assert lines[0] == "550 5.1.1: The address does not exist"
    assert "\x1b" not in "\n".join(lines)


def test_a_problem_is_shown_with_its_place() -> None:
    """What was expected, where it went wrong, what to do."""
    text = as_text(decode("hello world"))
    assert "three digits" in text and "^^^^^" in text and "Paste" in text
    assert "smtp-problem" in as_html(decode("hello world"))
    assert "smtp-empty" in as_html(decode(""))


def test_the_record_is_versioned_and_complete() -> None:
    """The keys that the README documents."""
    record = as_record(decode("550 5.1.1 <nobody@example.com>: User unknown"), "a")
    assert record["version"] == VERSION
    assert {
        "id",
        "kind",
        "language",
        "code",
        "enhanced",
        "reason",
        "confidence",
        "answers",
        "recipients",
    } <= record.keys()
    assert (record["id"], record["code"], record["enhanced"], record["reason"]) == (
        "a",
        550,
        "5.1.1",
        "recipient_unknown",
    )
    answer = record["answers"][0]
    assert answer["evidence"][0]["words"] == "User unknown"
    assert answer["steps"] and answer["actor"] == "you" and answer["retry"] == "after_change"


def test_a_log_is_tallied() -> None:
    """Counts by reason, a chart, and the commonest refusal explained."""
    line = (
        "Nov 22 10:00:0{} mx postfix/smtp[1]: A{}: to=<u{}@example.com>, relay=m.example[192.0.2.1]:25, delay=1, "
        "dsn={}, status={} ({})"
    )
    lines = [line.format(n, n, n, "2.0.0", "sent", "250 2.0.0 OK") for n in range(3)]
    lines += [
        line.format(n, n, n, "5.2.2", "bounced", "host m.example[192.0.2.1] said: 552 5.2.2 Mailbox full") for n in range(5)
    ]
    decoding = decode("\n".join(lines))
    record = as_record(decoding)
    assert record["tally"] == {"mailbox_full": 5, "none": 3}
    assert (record["lines"], record["unread"]) == (8, 0)
    html = as_html(decoding)
    assert 'data-reason="mailbox_full" data-count="5"' in html
    assert as_text(decoding).splitlines()[1].split()[0] == "5"


def test_spaces_and_joiners_of_other_scripts_stay() -> None:
    """Text copied from a page, and words of Marathi and Thai, are shown as they are."""
    assert printable("a\u00a0b\u3000c") == "a b c"
    assert printable("\u0915\u094d\u200d\u0937 \u0e01\u200b\u0e02") == "\u0915\u094d\u200d\u0937 \u0e01\u200b\u0e02"
    assert printable("a\u202eb\x1b[0m\x00") == "a\ufffdb\ufffd[0m\ufffd"


def test_a_thousand_replies_are_not_all_printed() -> None:
    """The first ones in full, the rest counted."""
    text = as_text(decode("\n".join(f"550 5.1.1 user {number} unknown" for number in range(1000))))
    assert len(text) < 100_000
    assert text.rstrip().endswith("980")
