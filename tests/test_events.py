"""Events in JSON, in the shapes in which sending services report them."""

import json
from typing import Any

import pytest

from smtp_tutor.message.events import find
from tests import finders

USER = "user@example.com"
UNKNOWN = "550 5.1.1 <user@example.com>: User unknown"
SES = {
    "notificationType": "Bounce",
    "bounce": {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [
            {"emailAddress": USER, "action": "failed", "status": "5.1.1", "diagnosticCode": f"smtp; {UNKNOWN}"},
            {"emailAddress": "second@example.com"},
        ],
        "remoteMtaIp": "192.0.2.1",
        "reportingMTA": "dns; out.example.net",
    },
    "mail": {"destination": [USER, "second@example.com"], "headers": [{"name": "To", "value": USER}]},
}
FIRST = (550, "5.1.1", USER, "")

#: name, event, (code, enhanced code, recipient, command) of each delivery, action of the first
CASES: list[tuple[str, Any, list[tuple[int | None, str, str, str]], str]] = [
    ("SES notification", SES, [FIRST, (None, "", "second@example.com", "")], "failed"),
    (
        "SES in SNS",
        {"Type": "Notification", "MessageId": "1", "Message": json.dumps(SES)},
        [FIRST, (None, "", "second@example.com", "")],
        "failed",
    ),
    (
        "SES delivery",
        {
            "eventType": "Delivery",
            "mail": {"destination": [USER]},
            "delivery": {"recipients": [USER], "smtpResponse": "250 2.0.0 OK", "remoteMtaIp": "192.0.2.1"},
        },
        [(250, "2.0.0", USER, "")],
        "delivered",
    ),
    (
        "SES delay",
        {
            "eventType": "DeliveryDelay",
            "mail": {"destination": [USER]},
            "deliveryDelay": {
                "delayType": "MailboxFull",
                "delayedRecipients": [{"emailAddress": USER, "status": "4.2.2", "diagnosticCode": "smtp; 452 4.2.2 full"}],
            },
        },
        [(452, "4.2.2", USER, "")],
        "delayed",
    ),
    (
        "SendGrid",
        {
            "email": USER,
            "event": "bounce",
            "reason": UNKNOWN,
            "status": "5.1.1",
            "type": "blocked",
            "smtp-id": "<1@example.net>",
        },
        [FIRST],
        "failed",
    ),
    (
        "SendGrid deferred",
        {"email": USER, "event": "deferred", "response": "451 4.7.1 Wait", "attempt": "5"},
        [(451, "4.7.1", USER, "")],
        "delayed",
    ),
    (
        "Mailgun",
        {
            "signature": {"token": "x"},
            "event-data": {
                "event": "failed",
                "severity": "permanent",
                "reason": "bounce",
                "delivery-status": {
                    "code": 550,
                    "message": "5.1.1 User unknown",
                    "description": "",
                    "mx-host": "mx.example.com",
                },
                "recipient": USER,
                "message": {"headers": {"to": "third@example.com", "subject": "450 reasons"}},
            },
        },
        [FIRST],
        "failed",
    ),
    (
        "Mailgun temporary",
        {
            "event": "failed",
            "severity": "temporary",
            "recipient": USER,
            "delivery-status": {"code": 452, "message": "4.2.2 Mailbox full"},
        },
        [(452, "4.2.2", USER, "")],
        "delayed",
    ),
    (
        "Mailgun suppressed",
        {
            "event": "failed",
            "severity": "permanent",
            "recipient": USER,
            "delivery-status": {"code": 605, "message": "", "description": "Not delivering to a bounced address"},
        },
        [(None, "", USER, "")],
        "failed",
    ),
    (
        "Mailgun, older",
        {"event": "bounced", "recipient": USER, "code": "550", "error": "5.1.1 User unknown"},
        [FIRST],
        "failed",
    ),
    (
        "Postmark",
        {
            "RecordType": "Bounce",
            "Type": "HardBounce",
            "TypeCode": 1,
            "Details": f"smtp;{UNKNOWN}",
            "Email": USER,
            "Description": "The server was unable to deliver your message",
        },
        [FIRST],
        "failed",
    ),
    (
        "SparkPost",
        [
            {
                "msys": {
                    "message_event": {
                        "type": "bounce",
                        "raw_reason": UNKNOWN,
                        "reason": "550 5.1.1 ...",
                        "rcpt_to": USER,
                        "error_code": "550",
                        "bounce_class": "10",
                    }
                }
            }
        ],
        [FIRST],
        "failed",
    ),
    (
        "Mailjet",
        {
            "event": "bounce",
            "email": USER,
            "hard_bounce": True,
            "error_related_to": "recipient",
            "error": "user unknown",
            "comment": UNKNOWN,
        },
        [FIRST],
        "failed",
    ),
    (
        "Brevo",
        {"event": "soft_bounce", "email": USER, "reason": "452 4.2.2 Mailbox full", "id": 1},
        [(452, "4.2.2", USER, "")],
        "failed",
    ),
    (
        "Mandrill",
        [
            {
                "event": "hard_bounce",
                "msg": {
                    "diag": f"smtp;{UNKNOWN}",
                    "bounce_description": "bad_mailbox",
                    "email": USER,
                    "state": "bounced",
                },
                "ts": 1700000000,
            }
        ],
        [FIRST],
        "failed",
    ),
    (
        "Resend",
        {
            "type": "email.bounced",
            "data": {
                "to": [USER],
                "from": "me@example.net",
                "bounce": {"message": UNKNOWN, "subType": "General", "type": "Permanent"},
            },
        },
        [FIRST],
        "failed",
    ),
    (
        "Elastic Email",
        {"status": "Bounced", "to": USER, "category": "NoMailbox", "message": UNKNOWN},
        [FIRST],
        "failed",
    ),
    (
        "Microsoft message trace",
        {
            "recipientAddress": USER,
            "senderAddress": "me@example.net",
            "status": "failed",
            "details": [{"event": "Fail", "detail": f"Reason: [{{LED={UNKNOWN}}};{{MSG=}};{{FQDN=mx.example.com}}]"}],
        },
        [FIRST],
        "failed",
    ),
    (
        "Azure",
        {
            "eventType": "Microsoft.Communication.EmailDeliveryReportReceived",
            "data": {"recipient": USER, "status": "Bounced", "deliveryStatusDetails": {"statusMessage": UNKNOWN}},
        },
        [FIRST],
        "failed",
    ),
    (
        "nodemailer's error",
        {"code": "EENVELOPE", "response": UNKNOWN, "responseCode": 550, "command": "RCPT TO", "rejected": [USER]},
        [(550, "5.1.1", USER, "RCPT")],
        "failed",
    ),
    (
        "halves of a character",
        {"event": "bounce", "email": USER, "reason": "550 5.1.1 \ud83d\ude00 and \ud83d"},
        [FIRST],
        "failed",
    ),
]
TEXTS = [json.dumps(case[1]) for case in CASES]

#: JSON that tells of no delivery, and what only begins like JSON.
NOT = [
    "{}",
    "[]",
    "[1, 2, 3]",
    "{broken",
    '{"a": 1',
    '{"error": "boom"}',
    '{"code": 404, "message": "Not found"}',
    '{"event": "click", "email": "user@example.com"}',
    '[{"event": "bounce"}',
    "{" * 1000,
    "[" * 100_000,
    '{"a":' * 100_000,
    '{"n": ' + "9" * 10_000 + "}",
    "{'event': 'bounce'}",
    '"550 5.1.1"',
]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_event(case: tuple[str, Any, list[tuple[int | None, str, str, str]], str], indent: int | None) -> None:
    """Each shape is read, on one line and indented."""
    _, event, expected, action = case
    text = json.dumps(event, indent=indent)
    events = find(text)
    assert events is not None
    assert [finders.brief(found) for found in events.found] == expected
    assert (events.found[0].action, events.lines, events.unread) == (action, 1, 0)
    finders.assert_placed(events.found, text)
    for found in events.found:
        found.reply.text.encode()  # no half of a character is left


def test_hosts_and_status() -> None:
    """What SES tells beside the reply."""
    events = find(json.dumps(SES))
    assert events is not None
    first = events.found[0]
    assert (str(first.status), first.remote, first.reporter) == ("5.1.1", "192.0.2.1", "out.example.net")
    assert first.at is not None


@pytest.mark.parametrize("form", ["{}\n{}", "[{},\n{}]", "{},\n{}", "{}{}"])
def test_many(form: str) -> None:
    """Arrays, lines, and objects one after another."""
    text = form.replace("{}", "%s") % (TEXTS[4], TEXTS[5])
    events = find(text)
    assert events is not None
    assert [found.reply.code for found in events.found] == [550, 451]
    assert (events.lines, events.unread) == (2, 0)


def test_unread() -> None:
    """Broken lines, and events of other kinds, are counted."""
    events = find("\n".join([TEXTS[4], '{"event": "open", "email": "user@example.com"}', '{"event": "bou', TEXTS[5]]))
    assert events is not None
    assert (len(events.found), events.lines, events.unread) == (2, 4, 2)


@pytest.mark.parametrize("text", [*finders.OTHERS.values(), *NOT])
def test_nothing(text: str) -> None:
    """What is no event."""
    assert find(text) is None


def test_hostile() -> None:
    """Any text is answered soon."""
    finders.assert_quick(find)


def test_many_recipients_are_quick() -> None:
    """The places of replies that are not there letter by letter are not sought for ever."""
    one = {"email": USER, "reason": "550 5.1.1 User\nunknown"}
    events = find(json.dumps({"event": "bounce", "list": [one] * 20_000}))
    assert events is not None
    assert len(events.found) == 20_000
