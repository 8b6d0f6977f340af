"""Lines of logs: whose they are, and what they say about a delivery."""

from time import process_time

import pytest

from smtp_tutor.message.logs import find, read_line
from tests import finders

SYSLOG = "Nov 22 10:00:00 mx "
SMTP = SYSLOG + "postfix/smtp[123]: 4F1A2B3C: to=<user@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1.2, "
EXIM = "2026-11-22 10:00:00 1abcDE-000123-AB "
SENDMAIL = SYSLOG + (
    "sendmail[123]: x1A2B3: to=<user@example.com>, delay=00:00:01, mailer=esmtp, relay=mx.example.com. [192.0.2.1], "
)
TRACKED = '2026-11-22T10:00:00.123Z,192.0.2.10,client,198.51.100.5,mbx1,"08D,a",Outbound,SMTP,'
PROTOCOL = "2026-11-22T10:00:00.123Z,Outbound to internet,08D6A1B2C3D4E5F6,5,192.0.2.10:1234,198.51.100.5:25,"

#: line, code, enhanced code, recipient, command, action, remote
CASES = [
    (
        SMTP
        + (
            "dsn=5.1.1, status=bounced (host mx.example.com[192.0.2.1] said: 550 5.1.1 "
            "<user@example.com>: User unknown (in reply to RCPT TO command))"
        ),
        550,
        "5.1.1",
        "user@example.com",
        "RCPT",
        "failed",
        "mx.example.com",
    ),
    (
        (
            "2026-11-22T10:00:00.123456+00:00 mx postfix-out/smtp[9]: 4Zabc1234xyz: "
            "to=<user@example.com>, orig_to=<root>, relay=mx.example.com[2001:db8::1]:25, "
            "conn_use=2, delay=1, delays=0/0/0.5/0.5, dsn=4.2.0, status=deferred (host "
            "mx.example.com[2001:db8::1] said: 451 4.7.1 Try again later (in reply to end of DATA "
            "command))"
        ),
        451,
        "4.7.1",
        "user@example.com",
        "end of DATA",
        "delayed",
        "mx.example.com",
    ),
    (
        "mailserver  | " + SMTP + "dsn=2.0.0, status=sent (250 2.0.0 OK queued as 7B8C)",
        250,
        "2.0.0",
        "user@example.com",
        "",
        "delivered",
        "mx.example.com",
    ),
    (
        SMTP + "dsn=4.4.2, status=deferred (lost connection with mx.example.com[192.0.2.1] while sending RCPT TO)",
        None,
        "",
        "user@example.com",
        "RCPT",
        "delayed",
        "mx.example.com",
    ),
    (
        SMTP + "dsn=4.0.0, status=deferred (host mx.example.com[192.0.2.1] refused to talk to me: 421 Too busy)",
        421,
        "",
        "user@example.com",
        "CONNECT",
        "delayed",
        "mx.example.com",
    ),
    (
        SYSLOG
        + (
            "postfix/smtp[1]: 4F: to=<user@example.com>, relay=none, delay=1, dsn=5.4.4, "
            "status=bounced (Host or domain name not found. Name service error for "
            "name=example.com type=MX: Host not found)"
        ),
        None,
        "",
        "user@example.com",
        "",
        "failed",
        "",
    ),
    (
        SYSLOG
        + (
            "postfix/lmtp[1]: 4F: to=<user@example.com>, "
            "relay=mx.example.com[private/dovecot-lmtp], dsn=5.2.2, status=bounced (host "
            "mx.example.com[private/dovecot-lmtp] said: 552 5.2.2 <user@example.com> Quota "
            "exceeded (in reply to RCPT TO command))"
        ),
        552,
        "5.2.2",
        "user@example.com",
        "RCPT",
        "failed",
        "mx.example.com",
    ),
    (
        SYSLOG
        + ('postfix/local[1]: 4F: to=<user@example.com>, relay=local, delay=1, dsn=5.1.1, status=bounced (unknown user: "user")'),
        None,
        "",
        "user@example.com",
        "",
        "failed",
        "",
    ),
    (
        SYSLOG
        + (
            "postfix/error[1]: 4F: to=<user@example.com>, relay=none, dsn=4.4.1, status=expired "
            "(delivery temporarily suspended: host mx.example.com[192.0.2.1] said: 450 4.2.1 Wait "
            "(in reply to MAIL FROM command))"
        ),
        450,
        "4.2.1",
        "user@example.com",
        "MAIL",
        "failed",
        "mx.example.com",
    ),
    (
        SYSLOG
        + (
            "postfix/smtpd[1]: NOQUEUE: reject: RCPT from mail.example.net[198.51.100.7]: 554 "
            "5.7.1 <user@example.com>: Relay access denied; from=<me@example.net> "
            "to=<user@example.com> proto=ESMTP helo=<mail.example.net>"
        ),
        554,
        "5.7.1",
        "user@example.com",
        "RCPT",
        "failed",
        "",
    ),
    (
        SYSLOG
        + (
            "postfix/postscreen[1]: NOQUEUE: reject: RCPT from [198.51.100.7]:2525: 550 5.7.1 "
            "Service unavailable; client [198.51.100.7] blocked using bl.example; "
            "from=<me@example.net>, to=<user@example.com>, proto=ESMTP, helo=<x>"
        ),
        550,
        "5.7.1",
        "user@example.com",
        "RCPT",
        "failed",
        "",
    ),
    (
        SYSLOG
        + (
            "postfix/cleanup[1]: 4F: milter-reject: END-OF-MESSAGE from "
            "mail.example.net[198.51.100.7]: 5.7.1 Spam message rejected; from=<me@example.net> "
            "to=<user@example.com> proto=ESMTP helo=<x>"
        ),
        None,
        "5.7.1",
        "user@example.com",
        "end of DATA",
        "failed",
        "",
    ),
    (
        SYSLOG
        + (
            "postfix/cleanup[1]: 4F: reject: header Subject: Buy from "
            "mail.example.net[198.51.100.7]; from=<me@example.net> to=<user@example.com> "
            "proto=ESMTP helo=<x>: 5.7.1 No spam here"
        ),
        None,
        "5.7.1",
        "user@example.com",
        "end of DATA",
        "failed",
        "",
    ),
    (
        SYSLOG + ("postfix/smtp[1]: 4F: host mx.example.com[192.0.2.1] said: 450 4.7.1 Greylisted (in reply to RCPT TO command)"),
        450,
        "4.7.1",
        "",
        "RCPT",
        "delayed",
        "mx.example.com",
    ),
    (
        EXIM
        + (
            "** user@example.com R=dnslookup T=remote_smtp H=mx.example.com [192.0.2.1] "
            "X=TLS1.3:ECDHE:256: SMTP error from remote mail server after RCPT "
            "TO:<user@example.com>: 550 5.1.1 No such user"
        ),
        550,
        "5.1.1",
        "user@example.com",
        "RCPT",
        "failed",
        "mx.example.com",
    ),
    (
        EXIM
        + (
            "== user@example.com R=dnslookup T=remote_smtp defer (-44) H=mx.example.com "
            "[192.0.2.1]: SMTP error from remote mail server after end of data: 451-4.7.1 "
            "Wait\\n451 4.7.1 a little"
        ),
        451,
        "4.7.1",
        "user@example.com",
        "end of DATA",
        "delayed",
        "mx.example.com",
    ),
    (
        EXIM
        + (
            "** user@example.com R=smart T=remote_smtp: SMTP error from remote mailer after "
            "initial connection: host mx.example.com [192.0.2.1]: 554 5.7.1 Go away"
        ),
        554,
        "5.7.1",
        "user@example.com",
        "CONNECT",
        "failed",
        "mx.example.com",
    ),
    (
        (
            "2026-11-22 10:00:00.123 +0000 [77] 1rXabc-00000000abc-1234 => user <user@example.com> "
            'R=dnslookup T=remote_smtp H=mx.example.com [192.0.2.1] C="250 2.0.0 OK id=1"'
        ),
        250,
        "2.0.0",
        "user@example.com",
        "end of DATA",
        "delivered",
        "mx.example.com",
    ),
    (EXIM + "** nobody@example.com: Unrouteable address", None, "", "nobody@example.com", "", "failed", ""),
    (
        (
            "2026-11-22 10:00:00 H=(me) [198.51.100.7]:25 F=<me@example.net> temporarily rejected "
            "RCPT <user@example.com>: greylisted"
        ),
        None,
        "",
        "user@example.com",
        "RCPT",
        "delayed",
        "",
    ),
    (
        EXIM + ("H=mail.example.net [198.51.100.7] F=<me@example.net> rejected after DATA: 550 5.7.1 spam"),
        550,
        "5.7.1",
        "",
        "end of DATA",
        "failed",
        "",
    ),
    (SENDMAIL + "dsn=5.1.1, stat=User unknown", None, "", "user@example.com", "", "failed", "mx.example.com"),
    (
        SENDMAIL + "dsn=4.7.1, stat=Deferred: 451 4.7.1 Try again later",
        451,
        "4.7.1",
        "user@example.com",
        "",
        "delayed",
        "mx.example.com",
    ),
    (
        SENDMAIL + "dsn=2.0.0, stat=Sent (250 2.0.0 ok 1700000000)",
        250,
        "2.0.0",
        "user@example.com",
        "",
        "delivered",
        "mx.example.com",
    ),
    (
        SYSLOG
        + (
            "sm-mta[1]: x1: ruleset=check_rcpt, arg1=<user@example.com>, relay=mail.example.net "
            "[198.51.100.7], reject=550 5.7.1 <user@example.com>... Relaying denied"
        ),
        550,
        "5.7.1",
        "user@example.com",
        "RCPT",
        "failed",
        "",
    ),
    (
        SYSLOG + "sm-mta[1]: x1: Milter: data, reject=554 5.7.1 Command rejected",
        554,
        "5.7.1",
        "",
        "end of DATA",
        "failed",
        "",
    ),
    (
        (
            "@400000006561a1b2c3d4e5f6 delivery 12: failure: "
            "192.0.2.1_does_not_like_recipient./Remote_host_said:_550_5.1.1_User_unknown_https://mx"
            ".example.com/help/Giving_up_on_192.0.2.1./"
        ),
        550,
        "5.1.1",
        "",
        "RCPT",
        "failed",
        "192.0.2.1",
    ),
    (
        SYSLOG
        + (
            "qmail: 1700000000.123456 delivery 7: deferral: "
            "Connected_to_192.0.2.1_but_greeting_failed./Remote_host_said:_421-busy/421_bye/"
        ),
        421,
        "",
        "",
        "CONNECT",
        "delayed",
        "192.0.2.1",
    ),
    (
        ("@400000006561a1b2c3d4e5f6 delivery 8: success: 192.0.2.1_accepted_message./Remote_host_said:_250_ok_1/"),
        250,
        "",
        "",
        "",
        "delivered",
        "192.0.2.1",
    ),
    (
        TRACKED
        + (
            "FAIL,12345,<1@example.net>,5f00,user@example.com,550 5.1.1 "
            "RESOLVER.ADR.ExRecipNotFound; not found,1234,1,,,Hi,a@example.net,"
        ),
        550,
        "5.1.1",
        "user@example.com",
        "",
        "failed",
        "mbx1",
    ),
    (
        TRACKED
        + (
            'DEFER,12345,<1@example.net>,5f00,user@example.com,"[{LRT=};{LED=451 4.7.0 Temporary, '
            'try again};{FQDN=mx.example.com}]",1,1,,,Hi,a,'
        ),
        451,
        "4.7.0",
        "user@example.com",
        "",
        "delayed",
        "mbx1",
    ),
    (
        "RecipientStatus         : {[{LRT=};{LED=550 5.1.1 User unknown};{FQDN=};{IP=}]}",
        550,
        "5.1.1",
        "",
        "",
        "failed",
        "",
    ),
    (PROTOCOL + "<,550 5.1.1 User unknown,", 550, "5.1.1", "", "", "failed", "198.51.100.5"),
    (
        SYSLOG
        + (
            "smtpd[1]: 5f9e mta delivery evpid=1f from=<me@example.net> to=<user@example.com> "
            'rcpt=<-> source="192.0.2.10" relay="192.0.2.1 (mx.example.com)" delay=1s '
            'result="PermFail" stat="550 5.1.1 User unknown"'
        ),
        550,
        "5.1.1",
        "user@example.com",
        "",
        "failed",
        "mx.example.com",
    ),
    (
        SYSLOG
        + (
            "smtpd[1]: relay: TempFail for 1f: session=2, from=<me@example.net>, "
            "to=<user@example.com>, rcpt=<->, source=192.0.2.10, relay=192.0.2.1 (mx.example.com), "
            "delay=1s, stat=451 4.7.1 Wait"
        ),
        451,
        "4.7.1",
        "user@example.com",
        "",
        "delayed",
        "mx.example.com",
    ),
    (
        SYSLOG
        + (
            'smtpd[1]: 5f9e smtp failed-command command="RCPT TO:<user@example.com>" result="550 '
            'Invalid recipient: <user@example.com>"'
        ),
        550,
        "",
        "user@example.com",
        "RCPT",
        "failed",
        "",
    ),
    (
        ('"SMTPC"\t1234\t56\t"2026-11-22 10:00:00.123"\t"192.0.2.1"\t"RECEIVED: 550-5.1.1 User[nl]550 5.1.1 unknown"'),
        550,
        "5.1.1",
        "",
        "",
        "failed",
        "192.0.2.1",
    ),
    (
        (
            "11/22/26 10:00:00\tSMTP-OU\tA1B2.MAI\t1234\t192.0.2.1\tRCPT\tRCPT TO:<user@example.com>\t550 "
            "5.1.1 User unknown\t12\t34"
        ),
        550,
        "5.1.1",
        "user@example.com",
        "RCPT",
        "failed",
        "192.0.2.1",
    ),
    (
        (
            "Nov 22 10:00:00 mx haraka[1]: [NOTICE] [A1.1] [outbound] delivered file=1 "
            'domain=example.com host=mx.example.com ip=192.0.2.1 port=25 mode=SMTP response="250 '
            'OK" delay=0.5'
        ),
        250,
        "",
        "",
        "end of DATA",
        "delivered",
        "mx.example.com",
    ),
    (
        "[INFO] [A1.1] [outbound] bouncing mail: Some recipients failed: <user@example.com>",
        None,
        "",
        "user@example.com",
        "",
        "failed",
        "",
    ),
    ("[PROTOCOL] [A1.1] [outbound] S: 550 5.1.1 User unknown", 550, "5.1.1", "", "", "failed", ""),
    (
        (
            "b,2026-11-22 10:00:00+0000,2026-11-22 "
            "09:59:58+0000,me@example.net,user@example.com,,failed,5.1.1 (bad destination mailbox "
            "address),smtp;550 5.1.1 User unknown,mx.example.com (192.0.2.1),bad-mailbox"
        ),
        550,
        "5.1.1",
        "user@example.com",
        "",
        "failed",
        "mx.example.com",
    ),
    (
        ("2026-11-22 10:00:00 198.51.100.5 OutboundConnectionResponse SMTPSVC1 HOST - 25 - - 550+5.1.1+User+unknown 0 0 30 0"),
        550,
        "5.1.1",
        "",
        "",
        "failed",
        "198.51.100.5",
    ),
    (
        ("2026-11-22 10:00:00 198.51.100.5 client SMTPSVC1 HOST 192.0.2.10 0 RCPT - +TO:<user@example.com> 550 0 35 30 SMTP"),
        550,
        "",
        "user@example.com",
        "RCPT",
        "failed",
        "",
    ),
    (
        (
            "Nov 22 10:00:00 host=smtp.example.com tls=on auth=on from=me@example.net "
            "recipients=user@example.com smtpstatus=550 smtpmsg='550 5.1.1 User unknown' "
            "errormsg='not accepted' exitcode=EX_DATAERR"
        ),
        550,
        "5.1.1",
        "user@example.com",
        "",
        "failed",
        "smtp.example.com",
    ),
]

#: Lines of a log that say nothing about a delivery.
SILENT = [
    SMTP + "conn_use=2",
    SYSLOG + "sm-mta[1]: x1: to=<user@example.com>, stat",
    SYSLOG + "postfix/master[1]: reload -- version 3.8, all postscreen reject counters kept",
    SYSLOG + "opensmtpd[1]: result=1",
    SYSLOG + "rspamd[1]: (normal) rejected and delivery = unknown",
    EXIM + "no immediate delivery: more than 10 messages rejected",
    TRACKED + "FAIL,1",
    "b,2026-11-22 10:00:00+0000,me@example.net",
    "type,timeLogged,timeQueued,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag,dsnMta",
    "11/22/26 10:00:00\tSMTP-OU\tA1B2.MAI\t1234\t192.0.2.1\tCONN\t\tconnected\t12\t34",
    "11/22/26 10:00:00\tSMTP-OU\tA1B2.MAI\t1234\t192.0.2.1\tRCPT\tRCPT TO:<user@example.com>\t250 ok\t12\t34",
    "2026-11-22 10:00:00 198.51.100.5 client SMTPSVC1 HOST 192.0.2.10 0 RCPT - +TO:<user@example.com> 250 0 35 30 SMTP",
    SYSLOG + "postfix/qmgr[1]: 4F1A2B3C: removed",
    SYSLOG + "postfix/smtpd[1]: connect from unknown[192.0.2.1]",
    EXIM + "Completed",
    EXIM + "<= me@example.net H=mail.example.net [192.0.2.9] P=esmtps S=1234",
    SYSLOG + "sendmail[1]: x1A2B3: from=<me@example.net>, size=1, class=0, nrcpts=1, relay=a.example.net [192.0.2.9]",
    "@400000006561a1b2c3d4e5f6 starting delivery 12: msg 345 to remote user@example.com",
    TRACKED + "RECEIVE,12345,<1@example.net>,5f00,user@example.com,,1234,1,,,Hi,a@example.net,",
    PROTOCOL + ">,RCPT TO:<user@example.com>,",
    PROTOCOL + "<,250 2.1.5 Ok,",
    "#Fields: date-time,client-ip,client-hostname",
    '"TCPIP"\t1234\t"2026-11-22 10:00:00.123"\t"Connecting"',
]
TEXTS = [case[0] for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0][:60])
def test_line(case: tuple[str, int | None, str, str, str, str, str]) -> None:
    """Each form is read, by itself and as a log of one line."""
    line, *expected = case
    found = read_line(line)
    assert found is not None
    assert [*finders.brief(found), found.action, found.remote] == expected
    assert found.at is None or found.at.of(line) == found.reply.source
    log = find(line)
    assert log is not None
    assert (log.lines, log.unread, len(log.found)) == (1, 0, 1)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            EXIM
            + (
                "H=mx.example.com [192.0.2.1]: SMTP error from remote mail server after MAIL "
                "FROM:<me@example.net>: 451 4.3.2 Busy"
            ),
            (451, "4.3.2", "", "MAIL"),
        ),
        (
            EXIM
            + (
                "== user@example.com R=d T=r defer (-18): Remote host mx.example.com [192.0.2.1] "
                "closed connection in response to end of data"
            ),
            (None, "", "user@example.com", "end of DATA"),
        ),
        (
            SYSLOG + ('smtpd[1]: 5f9e mta delivery evpid=1f to=<> rcpt=<user@example.com> result="Ok" stat="250 2.0.0 ok"'),
            (250, "2.0.0", "user@example.com", ""),
        ),
        (SYSLOG + "policyd[1]: said 550 5.7.1 Refused", None),
        (SYSLOG + "rspamd[1]: sent 550 5.7.1 Refused (in reply to end of DATA command)", (550, "5.7.1", "", "end of DATA")),
        ("10:00:00.123 [192.0.2.1][123456] rsp: 550 5.1.1 User unknown", (550, "5.1.1", "", "")),
    ],
)
def test_rarer_line(line: str, expected: tuple[int | None, str, str, str] | None) -> None:
    """Forms that stand in logs now and then."""
    found = read_line(line)
    assert (found and finders.brief(found)) == expected


@pytest.mark.parametrize("line", SILENT)
def test_silent_line(line: str) -> None:
    """A line that says nothing about a delivery is a line of a log, and unread."""
    assert read_line(line) is None
    log = find(line)
    assert log is not None
    assert (log.found, log.lines, log.unread) == ((), 1, 1)


def test_status_beside_the_reply() -> None:
    """What the log says is kept apart from what the server said."""
    found = read_line(SENDMAIL + "dsn=5.1.1, stat=User unknown")
    assert found is not None
    assert (str(found.status), found.reply.enhanced, found.reply.text) == ("5.1.1", None, "User unknown")


def test_warning_is_no_refusal() -> None:
    """Postfix logs what it would have refused."""
    found = read_line(
        SYSLOG + ("postfix/smtpd[1]: NOQUEUE: reject_warning: RCPT from a[192.0.2.9]: 450 4.7.1 x; from=<> to=<user@example.com>")
    )
    assert found is not None
    assert (found.reply.code, found.action) == (450, "")


def test_log_of_many_forms() -> None:
    """Deliveries stand in order, each with its place; what is silent is counted."""
    text = "\r\n".join([*TEXTS, *SILENT, ""])
    log = find(text)
    assert log is not None
    assert (log.lines, len(log.found), log.unread) == (len(TEXTS) + len(SILENT), len(TEXTS), len(SILENT))
    finders.assert_placed(log.found, text)


def test_sessions() -> None:
    """Where a log prints both sides, replies find their commands, and lines of one reply are put together."""
    steps = [
        "<,220 mx.example.com,",
        ">,EHLO me,",
        "<,250-hi,",
        "<,250 SIZE,",
        ">,MAIL FROM:<me@example.net>,",
        ">,RCPT TO:<user@example.com>,",
        "<,250 ok,",
        "<,550-5.1.1 User,",
        "<,550 5.1.1 unknown,",
        ">,RCPT TO:<second@example.com>,",
        "<,250 ok,",
        ">,DATA,",
        "<,354 go,",
        '<,"250 2.6.0 Queued, thanks",',
    ]
    log = find("\n".join(PROTOCOL + step for step in steps))
    assert log is not None
    assert [finders.brief(found) for found in log.found] == [
        (550, "5.1.1", "user@example.com", "RCPT"),
        (250, "2.6.0", "second@example.com", "end of DATA"),
    ]
    assert log.found[0].reply.text == "User\nunknown"


def test_qmail_recipients() -> None:
    """Qmail tells the recipient on an earlier line."""
    log = find(
        "@400000006561a1b2c3d4e5f6 starting delivery 12: msg 345 to remote user@example.com\n"
        "@400000006561a1b2c3d4e5f6 delivery 12: failure: Sorry,_no_mailbox_here._(#5.1.1)/\n"
    )
    assert log is not None
    assert [finders.brief(found) for found in log.found] == [(None, "5.1.1", "user@example.com", "")]


def test_most_lines_decide() -> None:
    """A line of a log among prose makes no log, prose among lines of a log does not unmake it."""
    assert find(f"Look at this:\n{TEXTS[0]}\nWhat is it?") is None
    assert find(f"Look at this:\n{TEXTS[0]}\n{TEXTS[1]}") is not None
    assert find("Nov 22 10:00:00 mx kernel: hello\nNov 22 10:00:00 mx cron[1]: bye") is None


@pytest.mark.parametrize("text", finders.OTHERS.values())
def test_nothing(text: str) -> None:
    """What is no log."""
    assert find(text) is None
    assert read_line(text) is None


def test_hostile() -> None:
    """Any text is answered soon."""
    finders.assert_quick(find)


def test_many_lines() -> None:
    """Ten thousand lines take well under a second; ten times as much is allowed here, since machines differ."""
    text = "\n".join((TEXTS + SILENT) * (10_000 // len(TEXTS + SILENT)))
    start = process_time()
    assert find(text) is not None
    assert process_time() - start < 5
