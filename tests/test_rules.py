"""The rule files: each rule is cited by its sample, and its sample hits it."""

import pytest

from smtp_tutor import providers, reasons
from smtp_tutor.errors import DataError
from smtp_tutor.message import replies
from smtp_tutor.model import EnhancedCode, Reason
from smtp_tutor.rules import Rule, read

PROVIDER_RULES = [rule for provider in providers.providers().values() for rule in provider.rules]
#: Providers whose replies readers meet most; each must have rules of its own.
WANTED = """google microsoft365 outlook_com exchange_server yahoo icloud proofpoint mimecast barracuda cisco trend_micro sophos
symantec spamhaus zoho yandex mail_ru gmx t_online orange free_fr ovh comcast cox charter att qq netease amazon_ses rackspace
godaddy fastmail cpanel exim postfix sendmail qmail"""


def hits(rule: Rule) -> set[str]:
    """The provider rules that the sample of `rule` hits."""
    reply = replies.read(rule.sample)
    found = providers.matches(reasons.words_of(reply), reply.code, reply.enhanced)
    return {other.name for _, other, _ in found if other is not None}


@pytest.mark.parametrize("rule", PROVIDER_RULES, ids=lambda rule: rule.name)
def test_a_provider_sample_hits_its_rule_and_no_other(rule: Rule) -> None:
    """What one provider says is not taken for what another says."""
    assert hits(rule) == {rule.name}


@pytest.mark.parametrize("rule", reasons.general_rules(), ids=lambda rule: rule.name)
def test_a_general_sample_hits_its_rule(rule: Rule) -> None:
    """The sample of a general wording is found, and its reason is the file's name."""
    reply = replies.read(rule.sample)
    evidence = reasons.judge(reply).evidence
    assert rule.reason in {piece.reason for piece in evidence if piece.source is reasons.Source.WORDING}
    assert rule.name.split("/")[0] == rule.reason.value


@pytest.mark.parametrize("stem", WANTED.split())
def test_the_great_providers_have_rules(stem: str) -> None:
    """Each names itself and has at least one rule."""
    provider = providers.providers()[stem]
    assert provider.name
    assert provider.rules


def test_names_are_unique() -> None:
    """A rule's name finds one rule."""
    names = [rule.name for rule in PROVIDER_RULES] + [rule.name for rule in reasons.general_rules()]
    assert len(names) == len(set(names))


def test_every_reason_has_general_wording() -> None:
    """All but UNKNOWN, which is what is left."""
    assert {rule.reason for rule in reasons.general_rules()} == set(Reason) - {Reason.UNKNOWN}


def test_a_rule_can_be_limited_to_codes() -> None:
    """`X.7.1` is any class; a rule with an enhanced code does not fit a reply without one."""
    rule = read(
        "t",
        {"id": "a", "reason": "policy", "wording": ["a"], "sample": "a", "codes": [550], "enhanced": ["X.7.1"]},
        0.9,
    )
    assert rule.allows(550, EnhancedCode(4, 7, 1))
    assert not rule.allows(550, EnhancedCode(5, 7, 2))
    assert not rule.allows(550, None)
    assert not rule.allows(554, EnhancedCode(5, 7, 1))


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "a"},
        {"id": "a", "reason": "nonsense", "wording": ["a"], "sample": "a"},
        {"id": "a", "reason": "policy", "wording": ["a"], "sample": "a", "confidence": 1.0},
        {"id": "a", "reason": "policy", "wording": ["a"], "sample": "a", "colour": "red"},
    ],
)
def test_a_rule_of_another_form_is_refused(entry: dict[str, object]) -> None:
    """A mistake in a table is told with its file and entry."""
    with pytest.raises(DataError, match=r"t\.toml"):
        read("t", entry, 0.9)
