"""What web servers, file servers and shells say is told apart from what mail servers say."""

from time import process_time

import pytest

from smtp_tutor import decode
from smtp_tutor.message import Kind, foreign

WEB = [
    "500 Internal Server Error",
    "HTTP/1.1 404 Not Found",
    "HTTP/2 503",
    "HTTP 502",
    "HTTP status 500",
    "Error 404: Not Found",
    "404 Not Found",
    "429 Too Many Requests",
    "502 Bad Gateway",
    "502 Bad Gateway\nnginx/1.18.0",
    "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center>nginx</body></html>",
    "503 Service Temporarily Unavailable nginx",
    "504 Gateway Time-out",
    "504 Gateway Timeout",
    "401 Unauthorized",
    "403 Forbidden",
    "400 Bad Request",
    '192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] "GET /mail/ HTTP/1.1" 500 1234 "-" "Mozilla/5.0"',
    '192.0.2.1 - - [22/Nov/2026:10:00:00 +0000] "POST /api HTTP/2.0" 421 0',
    "AxiosError: Request failed with status code 500",
    "urllib.error.HTTPError: HTTP Error 500: Internal Server Error",
    "requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://example.com/",
]
SHELL = [
    "bash: foo: command not found",
    "zsh: command not found: foo",
    "sh: 1: foo: not found",
    "ping: unknown host",
    "ping: unknown host example.com",
    "ping: example.com: Name or service not known",
    "fatal: Authentication failed for 'https://git.example'",
    "Permission denied (publickey).",
    "git@example.com: Permission denied (publickey,password).",
    "ssh: connect to host example.com port 22: Connection refused",
    "ls: cannot access 'foo': No such file or directory",
    "'foo' is not recognized as an internal or external command",
]
FTP = [
    ("550 Failed to open file.", 550),
    ("550 /pub/x: No such file", 550),
    ("550 Failed to change directory.", 550),
    ("553 Could not create file.", 553),
    ("530 Not logged in.", 530),
    ("530 Login incorrect.", 530),
    ("226 Transfer complete.", 226),
    ("230 Login successful.", 230),
    ("331 Please specify the password.", 331),
    ("425 Can't open data connection.", 425),
    ("426 Connection closed; transfer aborted.", 426),
    ("227 Entering Passive Mode (192,0,2,1,10,20).", 227),
    ("226", 226),
    ("425", 425),
]
#: Refusals of mail servers and programs that look a little like the above.
MAIL = [
    "500 5.5.1 Command unrecognized",
    "500 Command not recognized",
    "502 Command not implemented",
    "503 Bad sequence of commands",
    "504 Command parameter not implemented",
    "421 Service not available, closing transmission channel",
    "421 Too many requests, slow down",
    "451 4.3.0 Internal server error",
    "500 Internal mail server error",
    "550 Requested action not taken",
    "550 Requested action not taken: mailbox unavailable",
    "550 Access denied",
    "550 Forbidden",
    "530 Authentication required",
    "530 5.7.0 Must issue a STARTTLS command first",
    "535 Login incorrect",
    "SMTP error 500",
    "SMTP error 404 Not Found",
    "Could not send your message. Error 421",
    "İleti gönderilemedi. Hata 421",
    "Haikuweza kutuma ujumbe wako. Hitilafu 421",
    "No s'ha pogut enviar el missatge. Error 421",
    "आपला संदेश पाठवता आला नाही. त्रुटी ४२१",
    "ไม่สามารถส่งข้อความของคุณข้อผิดพลาด ๔๒๑",
    "554 Blocked, see http://www.example.com/lookup?ip=192.0.2.1",
    "550 5.7.1 Refused. See https://example.com/404 Not Found",
    "550 Your mail was refused by the HTTP/1.1 filter at http://example.com/HTTP/",
    "550 No such user here",
    "550 File attachments are not allowed",
    "451 Could not open the mailbox file: No such file or directory",
    "550 5.1.1 jan@example.com: No such file or directory",
    "554 5.3.0 unknown mailer error 127: sh: procmail: command not found",
    "Authentication failed",
    "Relay access denied, permission denied",
    "connect to mx.example.com[192.0.2.1]:25: Connection refused",
    "smtplib.SMTPServerDisconnected: Connection unexpectedly closed",
    "Mailgun answered HTTP 400: 550 5.1.1 User unknown",
    "GET / is no SMTP command: 500 unrecognized command",
]


@pytest.mark.parametrize(("text", "kind"), [*((text, "web") for text in WEB), *((text, "shell") for text in SHELL)])
def test_what_is_no_mail_server_is_named(text: str, kind: str) -> None:
    """No answer, and a hint that says who seems to speak."""
    found = foreign.find(text)
    assert found is not None and found.kind == kind
    decoding = decode(text)
    assert decoding.document.kind is Kind.NOTHING
    assert decoding.document.foreign == kind
    assert not decoding.answers and decoding.problem
    assert {"web": "web server", "shell": "command line"}[kind] in decoding.hint


@pytest.mark.parametrize(("text", "code"), FTP)
def test_what_a_file_server_may_have_said_is_explained_with_a_warning(text: str, code: int) -> None:
    """The two protocols share the form of their replies, and some codes."""
    best = decode(text).decisive
    assert best is not None and best.reply.code == code
    assert any("FTP" in warning for warning in best.warnings)


@pytest.mark.parametrize("text", MAIL)
def test_no_refusal_is_lost(text: str) -> None:
    """What a mail server or a mail program says is explained, without a warning."""
    decoding = decode(text)
    assert foreign.find(text) is None
    assert decoding.decisive is not None and not decoding.document.foreign
    assert not any("FTP" in warning for warning in decoding.decisive.warnings)


@pytest.mark.parametrize(
    "piece",
    [
        "HTTP/1.1 ",
        "550 ",
        "550 /x: \n",
        '"GET /',
        '"',
        "bash: ",
        "ping: unknown ",
        "<title>",
        "<",
        "Permission denied (",
        "a@",
        "226-",
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    """Only short texts are looked at, and those quickly."""
    assert foreign.find(piece * foreign.LONGEST) is None
    start = process_time()
    foreign.find((piece * foreign.LONGEST)[: foreign.LONGEST])
    assert process_time() - start < 1
