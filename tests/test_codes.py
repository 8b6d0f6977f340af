"""The registry: every code cited, unique, and in agreement with its digits."""

import itertools
import json
import re

import pytest
from hypothesis import given

from smtp_tutor import codes
from smtp_tutor.model import Category, EnhancedCode, Reason, Retry, Severity, Standing
from tests import strategies

#: The codes that RFC 5321, its predecessors and extensions define, or that servers are known to send.
EXPECTED = """211 214 220 221 235 250 251 252 253 334 354 421 422 431 432 441 442 446 447 449 450 451 452 454 455 458 459 471
500 501 502 503 504 510 511 512 521 523 530 534 535 538 541 550 551 552 553 554 555 556"""
COMMANDS = set(
    "CONNECT EHLO HELO MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY EXPN HELP AUTH STARTTLS TURN ETRN ATRN XEXCH50 ANY".split()
) | {"end of DATA"}
CITED = re.compile(r"RFC \d{3,4}(, (section|appendix) [A-Z\d.]+)?|Not standard")


def test_every_expected_code_is_there() -> None:
    """None of the codes that a reader can meet is missing."""
    assert {int(code) for code in EXPECTED.split()} <= codes.all_basic().keys()


@pytest.mark.parametrize("code", sorted(codes.all_basic()))
def test_a_code_agrees_with_its_digits_and_is_cited(code: int) -> None:
    """Severity and category follow from the first two digits; source, prose and commands are all there."""
    entry = codes.basic(code)
    assert entry.severity == code // 100
    assert entry.category == (Category(code // 10 % 10) if code // 10 % 10 < 6 else None)
    assert CITED.match(entry.source)
    assert (entry.standing is Standing.PROVIDER) == entry.source.startswith("Not standard")
    assert entry.title and not entry.title.endswith(".")
    assert entry.meaning.endswith(".")
    assert entry.steps and all(step.endswith((".", "?")) for step in entry.steps)
    assert entry.commands and set(entry.commands) <= COMMANDS
    assert 0 < entry.weight < 1


@pytest.mark.parametrize("code", sorted(codes.all_basic()))
def test_trying_again_agrees_with_the_severity(code: int) -> None:
    """No success asks to be repeated, and no permanent refusal is repeated by the server itself."""
    entry = codes.basic(code)
    if entry.severity < Severity.TRANSIENT:
        assert entry.retry is Retry.NOT_NEEDED
    else:
        assert entry.retry is not Retry.NOT_NEEDED
    if entry.severity is Severity.PERMANENT:
        assert entry.retry is not Retry.AUTOMATIC


@given(strategies.codes)
def test_every_number_is_explained(code: int) -> None:
    """A code that nobody registered is explained from its digits, and says that it is not registered."""
    entry = codes.basic(code)
    assert entry.title and entry.meaning
    assert entry.severity == code // 100
    assert (entry.standing is Standing.UNREGISTERED) == (code not in codes.all_basic())
    for meaning in (codes.first_digit(code // 100), codes.second_digit(code // 10 % 10), codes.third_digit()):
        assert meaning.title and meaning.meaning


@pytest.mark.parametrize("code", sorted(codes.all_enhanced()))
def test_an_enhanced_code_has_prose_and_source(code: str) -> None:
    """Each is written X.n.n or n.n.n, cited, and leans towards one of the reasons."""
    entry = codes.all_enhanced()[code]
    assert re.fullmatch(r"[X245]\.\d{1,3}\.\d{1,3}", code)
    assert entry.title and entry.meaning.endswith(".")
    assert entry.source
    assert isinstance(entry.reason, Reason)
    assert 0 < entry.weight < 1
    assert (entry.standing is Standing.PROVIDER) == bool(entry.provider)
    assert set(entry.basic) <= codes.all_basic().keys()


def test_the_registry_is_complete() -> None:
    """81 enhanced codes were registered on the day the table names."""
    registered = [entry for entry in codes.all_enhanced().values() if entry.standing is not Standing.PROVIDER]
    assert len(registered) == 81


@given(strategies.enhanced)
def test_every_enhanced_code_is_explained(code: EnhancedCode) -> None:
    """By itself, for any class, in a range, or from its parts."""
    entry = codes.enhanced(code)
    assert entry.title and entry.meaning
    assert codes.klass(code.klass).title and codes.subject(code.subject).title


@pytest.mark.parametrize(
    ("code", "entry"),
    [
        ("5.1.1", "X.1.1"),
        ("5.7.515", "5.7.515"),
        ("4.7.650", "4.7.500-4.7.699"),
        ("5.7.620", "5.7.606-5.7.649"),
        ("5.1.998", "5.1.998"),
    ],
)
def test_look_up_prefers_the_narrowest_entry(code: str, entry: str) -> None:
    """An exact entry before one for any class, that before a range, and a range before the bare parts."""
    assert codes.enhanced(codes.enhanced_code(code)).code == entry


def test_ranges_are_ordered_and_apart() -> None:
    """No two ranges share a code."""
    ranges = sorted(codes.all_ranges(), key=lambda item: item[0])
    assert all(first <= last for first, last, _ in ranges)
    assert all(one[1] < two[0] for one, two in itertools.pairwise(ranges))


def test_entries_are_plain_data() -> None:
    """What a page or a quiz draws from the table survives a trip through JSON."""
    entry = codes.basic(550)
    assert json.loads(json.dumps(entry.commands)) == list(entry.commands)
