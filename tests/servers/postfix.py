"""A Postfix of our own: its configuration, spool and ports are ours, and it touches no other on this machine.

It takes mail for three mailboxes of example.com and throws it away. Log-in is answered by `dovecot_auth`.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.dovecot_auth import auth_server
from tests.servers.ports import HOST, free_port, wait_for

ACCOUNTS = {"anna": "Kaleidoscope"}
SIZE = 20_000
RECIPIENTS = 5

_MAIN = """\
compatibility_level = 3.6
config_directory = {folder}/config
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mx.example.com
mydomain = example.com
mydestination = example.com
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
local_recipient_maps = inline:{{ anna=here, bert=here, postmaster=here }}
local_transport = discard
default_transport = discard
relay_transport = discard
alias_maps =
alias_database =
smtputf8_enable = yes
strict_smtputf8 = yes
strict_rfc821_envelopes = yes
smtpd_helo_required = yes
smtpd_delay_reject = no
smtpd_relay_restrictions =
smtpd_recipient_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_limit = {recipients}
message_size_limit = {size}
mailbox_size_limit = 0
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 2000
smtpd_junk_command_limit = 1000
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
smtpd_forbid_unauth_pipelining = no
smtpd_forbid_bare_newline = no
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:{host}:{auth}
smtpd_sasl_security_options = noanonymous
smtpd_tls_security_level = may
smtpd_tls_chain_files = {folder}/config/key.pem
smtpd_tls_session_cache_database =
tls_random_source = dev:/dev/urandom
"""
_MASTER = """\
{host}:{easy} inet n - n - - smtpd
{host}:{strict} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_tls_auth_only=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
discard unix - - n - - discard
error unix - - n - - error
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""


def program(name: str) -> str:
    """The path of a program of the system; AssertionError with what to do where it is missing."""
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"]))
    assert found, f"The tests need {name}: run 'make test' as root, or 'apt-get install {name}'."
    return found


def certificate(path: Path) -> None:
    """Write a key and a certificate that nobody else trusts to one file."""
    subprocess.run(
        [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-subj", "/CN=mx.example.com", "-days", "2", "-keyout", path, "-out", path.with_suffix(".crt")],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_text(path.read_text() + path.with_suffix(".crt").read_text())


@contextmanager
def postfix() -> Iterator[dict[str, int]]:
    """Run Postfix; gives the ports of its `easy` and its `strict` server, which wants encryption first."""
    command = program("postfix")
    assert os.geteuid() == 0, "Postfix starts only as root: run the tests as root, in a container for example."
    with tempfile.TemporaryDirectory(prefix="postfix-", ignore_cleanup_errors=True) as name, auth_server(ACCOUNTS) as auth:
        folder = Path(name)
        folder.chmod(0o755)  # Postfix's own user must come through
        for part in ("config", "spool", "data"):
            (folder / part).mkdir()
        shutil.chown(folder / "data", pwd.getpwnam("postfix").pw_uid)
        ports = {"easy": free_port(), "strict": free_port()}
        names = {"folder": folder, "host": HOST, "auth": auth, "recipients": RECIPIENTS, "size": SIZE, **ports}
        (folder / "config" / "main.cf").write_text(_MAIN.format(**names))
        (folder / "config" / "master.cf").write_text(_MASTER.format(**names))
        certificate(folder / "config" / "key.pem")
        started = subprocess.run([command, "-c", folder / "config", "start"], capture_output=True, text=True, check=False)
        log = folder / "log"
        assert started.returncode == 0, f"Postfix did not start: {started.stderr}{log.read_text() if log.exists() else ''}"
        try:
            for port in ports.values():
                wait_for(port, "Postfix")
            yield ports
        finally:
            subprocess.run([command, "-c", folder / "config", "stop"], capture_output=True, check=False)
