"""The reason of a refusal: evidence is weighed, strongest first."""

import pytest
from hypothesis import given

from smtp_tutor import advice, providers, reasons
from smtp_tutor.errors import DataError
from smtp_tutor.message import replies
from smtp_tutor.model import EnhancedCode, Reason, Severity
from smtp_tutor.reasons import Source, judge
from tests.strategies import noise

#: Replies written for this test, none of them the sample of a rule.
CASES = [
    (
        "550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in local recipient table",
        "recipient_unknown",
    ),
    ("550 No such recipient here: nobody@example.com", "recipient_unknown"),
    ("550 5.2.1 The account nobody@example.com has been suspended", "mailbox_disabled"),
    ("551 5.1.6 The recipient has moved, please try new@example.com", "recipient_moved"),
    ("552 5.2.2 The mailbox nobody@example.com is over its quota", "mailbox_full"),
    ("552 5.3.4 Message size exceeds the maximum of 10485760 bytes", "message_too_big"),
    ("556 5.1.10 The domain example.net does not accept mail (null MX)", "domain_problem"),
    ("421 4.4.2 mx.example.com Error: timeout exceeded", "network"),
    ("450 4.2.1 The recipient is receiving mail at too high a rate", "rate_limited"),
    ("451 4.7.1 Greylisting in effect, please come back later", "greylisted"),
    ("554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using bl.example.org", "reputation_block"),
    ("550 5.7.26 DMARC check of example.com failed, message refused", "auth_failure"),
    ("554 5.7.1 This message looks like spam to us", "spam_content"),
    ("550 5.7.1 A virus was found in your message", "virus"),
    ("552 5.7.0 Attachments of type .exe are not allowed here", "content_rejected"),
    ("553 5.7.1 Sender address rejected: not owned by user", "sender_rejected"),
    ("554 5.7.1 <someone@example.org>: Relay access denied", "relay_denied"),
    ("535 5.7.8 Error: authentication failed", "smtp_auth_tls"),
    ("503 5.5.1 Bad sequence of commands", "protocol"),
    ("451 4.3.0 Internal server error, please try later", "system_error"),
]


@pytest.mark.parametrize(("text", "reason"), CASES)
def test_the_reason_of_a_plain_refusal(text: str, reason: str) -> None:
    """Each of the reasons is recognised in words that no rule's sample has."""
    judgement = judge(replies.read(text))
    assert judgement.reason.value == reason, judgement.evidence
    assert 0.3 < judgement.confidence <= 0.99


#: What mail programs say in a window, without any code; and replies that were once read wrongly.
SENTENCES = [
    ("The server rejected the recipient", "recipient_unknown"),
    ("One of the recipients was rejected by the server", "recipient_unknown"),
    ("The recipient “jan@example.com” was rejected by the server.", "recipient_unknown"),
    ("A recipient address was rejected by the server.", "recipient_unknown"),
    ("The user name or password for “smtp.example.com” is incorrect.", "smtp_auth_tls"),
    ("The username or password for smtp.example.com is wrong", "smtp_auth_tls"),
    ("The message was rejected by the server.", "policy"),
    (
        "Sending of the message failed. An error occurred while sending mail: connecting to Outgoing server (SMTP) "
        "smtp.example.com failed. The server may be unavailable or is refusing SMTP connections.",
        "network",
    ),
    ("The server may be unavailable or is refusing SMTP connections", "network"),
    ("Error: getaddrinfo ENOTFOUND smtp.example.com", "network"),
    ("Error: getaddrinfo EAI_AGAIN smtp.example.com", "network"),
    ("Sunucu alıcıyı reddetti", "recipient_unknown"),
    ("Alıcı sunucu tarafından reddedildi", "recipient_unknown"),
    ("Seva imekataa mpokeaji", "recipient_unknown"),
    ("Mpokeaji amekataliwa na seva", "recipient_unknown"),
    ("सर्व्हरने प्राप्तकर्ता नाकारला", "recipient_unknown"),
    ("เซิร์ฟเวอร์ปฏิเสธผู้รับ", "recipient_unknown"),
    ("ผู้รับถูกปฏิเสธโดยเซิร์ฟเวอร์", "recipient_unknown"),
    ("El servidor ha rebutjat el destinatari", "recipient_unknown"),
    ("el destinatari ha estat rebutjat", "recipient_unknown"),
    ("No s'ha pogut enviar perquè l'adreça no existeix", "recipient_unknown"),
    ("550 La bústia de correu està plena", "mailbox_full"),
    (
        "Unable to log in to SMTP server smtp.example.com. The server does not support authentication. An error occurred.",
        "smtp_auth_tls",
    ),
    ("504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname", "protocol"),
    ("450 4.7.1 <mail.example.net>: Helo command rejected: Host not found", "protocol"),
    ("550 HELO should be a FQDN", "protocol"),
    ("554 5.3.2 STOREDRV.Deliver; Missing or bad mailbox Database properties", "system_error"),
    ("550 5.7.1 Mail from 192.0.2.1 has been blocked", "reputation_block"),
    ("554 Messages from 198.51.100.7 are refused", "reputation_block"),
    ("550 5.7.1 Mail from example.org has been blocked", "sender_rejected"),
    ("535 5.7.0 account disabled", "smtp_auth_tls"),
    ("535 5.7.8 Your account has been suspended", "smtp_auth_tls"),
    ("550 5.2.1 account disabled", "mailbox_disabled"),
]


@pytest.mark.parametrize(("text", "reason"), SENTENCES)
def test_the_reason_of_a_sentence(text: str, reason: str) -> None:
    """Sure enough to be told."""
    judgement = judge(replies.read(text))
    assert judgement.reason.value == reason, judgement.evidence
    assert judgement.confidence >= 0.5


def test_a_provider_is_named() -> None:
    """A mark names the provider even where no rule of it fires."""
    judgement = judge(replies.read("550 5.1.1 An error that nobody has seen before a1si12345.7 - gsmtp"))
    assert judgement.provider == "Google"


def test_success_has_no_reason() -> None:
    """A 250 is not explained as a refusal, whatever words it has."""
    assert judge(replies.read("250 2.1.5 user unknown is a funny name")).reason is Reason.UNKNOWN


def test_a_refusal_inside_a_success_counts() -> None:
    """Some servers hide a 421 behind a 220."""
    reply = replies.read("220-mx.example.com 421 4.7.0 Too many connections, slow down.")
    assert reasons.hidden_refusal(reply) == "421 4.7.0"
    assert judge(reply).reason is Reason.RATE_LIMITED


def test_agreement_raises_and_contradiction_lowers_the_confidence() -> None:
    """The same words are surer under a code that agrees with them than under one that does not."""
    agreeing = judge(replies.read("550 5.1.1 user unknown")).confidence
    alone = judge(replies.read("550 user unknown")).confidence
    contradicting = judge(replies.read("550 5.2.2 user unknown")).confidence
    assert agreeing > alone > contradicting


def test_a_status_beside_the_reply_counts_where_the_reply_has_none() -> None:
    """A delivery report's Status field stands in."""
    reply = replies.read("552 try again")
    assert judge(reply, EnhancedCode(5, 3, 4)).evidence[0].rule == "5.3.4"


@given(noise)
def test_anything_is_judged(text: str) -> None:
    """Whatever the words are: a reason, a confidence between 0 and 1, and evidence that points into the text."""
    reply = replies.words_only(text)
    judgement = judge(reply)
    assert 0 <= judgement.confidence < 1
    for piece in judgement.evidence:
        assert piece.span is None or 0 <= piece.span.start <= piece.span.end <= len(reply.source)
        assert (piece.span is None) == (piece.source in (Source.CODE, Source.ENHANCED))


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("severity", [None, *Severity])
def test_there_is_advice_for_everything(reason: Reason, severity: Severity | None) -> None:
    """Every reason has a sentence, steps, and a word about trying again, for a temporary and a permanent refusal."""
    found = advice.advice(reason, severity)
    assert found.title and found.sentence.endswith(".") and found.when and found.tell_admin
    assert found.steps


RULES = [*reasons.general_rules(), *(rule for provider in providers.providers().values() for rule in provider.rules)]


@pytest.mark.parametrize("severity", [None, *Severity])
def test_every_case_that_a_rule_tells_has_advice_of_its_own(severity: Severity | None) -> None:
    """It says what is different, in whole sentences; a case that no table knows is a mistake in a table."""
    cases = {(rule.reason, rule.case) for rule in RULES if rule.case}
    assert cases
    for reason, case in cases:
        own, usual = advice.advice(reason, severity, case), advice.advice(reason, severity)
        if severity in (Severity.TRANSIENT, Severity.PERMANENT, None):
            assert own.title != usual.title and own.sentence != usual.sentence and own.steps != usual.steps
    with pytest.raises(DataError, match="no case"):
        advice.advice(Reason.POLICY, Severity.PERMANENT, "nonsense")


def test_weaker_words_may_tell_the_case() -> None:
    """What is surest of the reason need not be what tells which side of it this is."""
    judgement = judge(replies.read("454 4.7.0 SMTP authentication failed: wrong password"))
    assert judgement.evidence[0].rule != "smtp_auth_tls/wrong-password"
    assert judgement.case == "log_in_refused"
    assert judge(replies.read("550 5.1.1 User unknown")).case == ""
