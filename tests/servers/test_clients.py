"""Mail programs that others wrote deliver to our session, and are refused by it."""

import smtplib
import ssl
import subprocess
from pathlib import Path

import pytest

from smtp_tutor.session import HONEST, World
from tests.servers.adapter import served
from tests.servers.ports import HOST
from tests.servers.postfix import program

TEXT = "From: carl@example.net\r\nTo: anna@example.com\r\nSubject: hello\r\n\r\nHello, Anna.\r\n.a line with a dot\r\n"
ACCOUNT = World(accounts={"anna": "Kaleidoscope"}, log_in_first=True, log_in_encrypted=True, encrypt_first=True)


def trusting() -> ssl.SSLContext:
    """Take any certificate: ours is from a minute ago."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a mail program; it gets half a minute."""
    return subprocess.run([program(command[0]), *command[1:]], capture_output=True, text=True, timeout=30, check=False)


def test_smtplib_delivers() -> None:
    """The message arrives as it was sent, for those recipients that exist."""
    with served(HONEST) as (port, memory), smtplib.SMTP(HOST, port, "client.example.net") as client:
        refused = client.sendmail("carl@example.net", ["anna@example.com", "nobody@example.com"], TEXT)
    assert {address: code for address, (code, _) in refused.items()} == {"nobody@example.com": 550}
    [message] = memory.delivered
    assert (message.sender, message.recipients, message.text) == ("carl@example.net", ("anna@example.com",), TEXT.encode())


def test_smtplib_is_refused() -> None:
    """It says the code that we said."""
    with served(HONEST) as (port, memory), smtplib.SMTP(HOST, port, "client.example.net") as client:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
            client.sendmail("carl@example.net", ["nobody@example.com"], TEXT)
        assert caught.value.recipients["nobody@example.com"][0] == 550
        with pytest.raises(smtplib.SMTPSenderRefused) as too_big:
            client.sendmail("carl@example.net", ["anna@example.com"], "x" * 10_300_000)
        assert too_big.value.smtp_code == 552
    assert memory.delivered == []


def test_smtplib_encrypts_and_logs_in() -> None:
    """STARTTLS, then AUTH, and only then MAIL."""
    with served(ACCOUNT) as (port, memory), smtplib.SMTP(HOST, port, "client.example.net") as client:
        with pytest.raises(smtplib.SMTPSenderRefused) as caught:
            client.sendmail("anna@example.com", ["anyone@elsewhere.example"], TEXT)
        assert caught.value.smtp_code == 530
        client.starttls(context=trusting())
        with pytest.raises(smtplib.SMTPAuthenticationError) as wrong:
            client.login("anna", "wrong")
        assert wrong.value.smtp_code == 535
        client.login("anna", "Kaleidoscope")
        client.sendmail("anna@example.com", ["anyone@elsewhere.example"], TEXT)
    assert [message.recipients for message in memory.delivered] == [("anyone@elsewhere.example",)]


def swaks(port: int, *options: str) -> subprocess.CompletedProcess[str]:
    """Run swaks from carl to anna."""
    return run("swaks", "--server", HOST, "--port", str(port), "--from", "carl@example.net", "--helo", "client.example.net",
               "--body", ".dot", *options)  # fmt: skip


def test_swaks_delivers() -> None:
    """With DATA, pipelined, and with encryption and log-in."""
    with served(HONEST) as (port, memory):
        for options in ((), ("--pipeline",), ("--tls-optional",)):
            done = swaks(port, "--to", "anna@example.com", *options)
            assert done.returncode == 0, done.stdout + done.stderr
    assert len(memory.delivered) == 3
    assert all(b"\r\n.dot\r\n" in message.text for message in memory.delivered)
    with served(ACCOUNT) as (port, memory):
        login = ("--tls", "--auth", "LOGIN", "--auth-user", "anna", "--auth-password", "Kaleidoscope")
        done = swaks(port, "--to", "anyone@elsewhere.example", *login)
        assert done.returncode == 0, done.stdout + done.stderr
    assert len(memory.delivered) == 1


def test_swaks_is_refused() -> None:
    """It shows our replies, and ends with its own number for a refused recipient (24) or log-in (28)."""
    with served(HONEST) as (port, memory):
        done = swaks(port, "--to", "nobody@example.com")
        assert done.returncode == 24 and "<** 550 5.1.1 <nobody@example.com>: Recipient address rejected" in done.stdout, (
            done.stdout
        )
    assert memory.delivered == []
    with served(ACCOUNT) as (port, memory):
        done = swaks(port, "--to", "anna@example.com", "--tls", "--auth", "PLAIN", "--auth-user", "anna", "--auth-password", "no")
        assert done.returncode == 28 and "535 5.7.8" in done.stdout, done.stdout
    assert memory.delivered == []


def curl(port: int, to: str, text: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run curl from carl."""
    return run("curl", "--silent", "--verbose", "--noproxy", "*", f"smtp://{HOST}:{port}/client.example.net",
               "--mail-from", "carl@example.net", "--mail-rcpt", to, "--upload-file", str(text), *options)  # fmt: skip


def test_curl_delivers_and_is_refused(tmp_path: Path) -> None:
    """The message arrives as it was sent; a refused recipient is an error (55) that names our code."""
    letter = tmp_path / "letter.eml"
    letter.write_bytes(TEXT.encode())
    with served(HONEST) as (port, memory):
        done = curl(port, "anna@example.com", letter)
        assert done.returncode == 0, done.stderr
        assert [message.text for message in memory.delivered] == [TEXT.encode()]
        done = curl(port, "nobody@example.com", letter)
        assert done.returncode == 55 and "550 5.1.1" in done.stderr, done.stderr
    assert len(memory.delivered) == 1
    with served(ACCOUNT) as (port, memory):
        login = ("--ssl-reqd", "--insecure", "--user", "anna:Kaleidoscope")
        done = curl(port, "anyone@elsewhere.example", letter, *login)
        assert done.returncode == 0, done.stderr
    assert len(memory.delivered) == 1
