"""Texts to mutate: the samples of all rules, the messages of the corpus, and lines of every kind of log."""

from collections.abc import Iterator
from pathlib import Path

from smtp_tutor import providers, reasons

CORPUS = Path(__file__).parent / "corpus"
LINES = (
    "Nov 22 10:00:00 mx postfix/smtp[1]: 4F1A: to=<a@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1, dsn=5.1.1, "
    "status=bounced (host mx.example.com[192.0.2.1] said: 550 5.1.1 <a@example.com>: User unknown (in reply to RCPT TO command))",
    "2026-11-22 10:00:00 1abcDE-000123-AB ** a@example.com R=dnslookup T=remote_smtp H=mx.example.com [192.0.2.1]: SMTP error "
    "from remote mail server after RCPT TO:<a@example.com>: 550 5.1.1 No such user",
    "Nov 22 10:00:00 mx sendmail[1]: x1A: to=<a@example.com>, delay=00:00:01, mailer=esmtp, dsn=5.1.1, stat=User unknown",
    "@4000000065a1b2c3d4e5f6a7 delivery 12: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_5.1.1_no/",
    '{"event":"bounce","email":"a@example.com","reason":"550 5.1.1 user unknown","status":"5.1.1","smtp-id":"<1@example.com>"}',
    "smtplib.SMTPRecipientsRefused: {'a@example.com': (550, b'5.1.1 <a@example.com>: Recipient address rejected')}",
    "javax.mail.SendFailedException: Invalid Addresses; nested exception is: com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 x",
    " -> RCPT TO:<a@example.com>\n<** 550 5.1.1 User unknown\n -> QUIT\n<-  221 2.0.0 Bye\n",
    "S: 220 mx.example.com\nC: EHLO me.example\nS: 250-mx.example.com\nS: 250 SIZE\nC: MAIL FROM:<>\nS: 421 4.3.2 Closing\n",
    "ไม่สามารถส่งข้อความของคุณข้อผิดพลาด ๔๒๑",
    "आपला संदेश पाठवता आला नाही. त्रुटी ४२१",
)


def seeds() -> Iterator[bytes]:
    """Every seed, as bytes."""
    for provider in providers.providers().values():
        yield from (rule.sample.encode() for rule in provider.rules)
    yield from (rule.sample.encode() for rule in reasons.general_rules())
    yield from (line.encode() for line in LINES)
    yield from (path.read_bytes() for path in sorted(CORPUS.rglob("*.eml")))
