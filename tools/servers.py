"""Runs nginx and Caddy on a folder with the configurations in `deploy/`, on a free port, for the tests and the load."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.setup import PATH, ROOT

DEPLOY = ROOT / "deploy"
#: Where Debian puts it.
BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
#: What a machine's own nginx.conf has around ours.
NGINX = """\
daemon off;
{user}
worker_processes auto;
worker_rlimit_nofile 20000;
load_module {brotli};
pid {work}/nginx.pid;
error_log {work}/error.log;
events {{ worker_connections 8000; }}
http {{
{log}
    sendfile on;
    tcp_nopush on;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
{ours}
}}
"""
#: One line for each request: its connection, when it ended (seconds since 1970), its status, the bytes sent for it.
LOG = """\
    log_format requests "$connection $msec $status $bytes_sent";
    access_log {work}/access.log requests buffer=1m;"""
#: As a server on the web has it; the certificate is its own.
TLS = "ssl http2; ssl_certificate {work}/certificate.pem; ssl_certificate_key {work}/key.pem;"
CERTIFICATE = (
    *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
    *("-nodes", "-days", "2", "-subj", "/CN=localhost"),
)
CADDY = "{{\n\tadmin off\n\tauto_https off\n}}\n{ours}"
#: How long a server may take until it answers, in seconds.
PATIENCE = 20


def without_isolation(config: str) -> str:
    """A configuration without the lines that set COOP and COEP."""
    return re.sub(r".*Cross-Origin-.*\n", "", config)


def free_port() -> int:
    """A port that no program has now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _nginx(ours: str, site: Path, work: Path, port: int, *, tls: bool = False) -> list[str]:
    """The command that starts nginx on `site`; with `tls` also over HTTP/2 and TLS, with a log of its requests."""
    listen = f"listen 127.0.0.1:{port} backlog=4096"
    ours = ours.replace("listen 80;", f"{listen} {TLS.format(work=work)}" if tls else f"{listen};").replace(
        "/srv/smtp-tutor", str(site)
    )
    if tls:
        files = ("-keyout", str(work / "key.pem"), "-out", str(work / "certificate.pem"))
        subprocess.run([*CERTIFICATE, *files], check=True, capture_output=True)
    user = "user root;" if os.geteuid() == 0 else ""
    log = LOG.format(work=work) if tls else "    access_log off;"
    file = work / "nginx.conf"
    file.write_text(NGINX.format(user=user, brotli=BROTLI, work=work, log=log, ours=ours), encoding="utf-8")
    return ["nginx", "-p", str(work), "-e", str(work / "error.log"), "-c", str(file)]


def _caddy(ours: str, site: Path, work: Path, port: int) -> list[str]:
    ours = ours.replace("lessons.example.org", f"http://127.0.0.1:{port}").replace("/srv/smtp-tutor", str(site))
    file = work / "Caddyfile"
    file.write_text(CADDY.format(ours=ours), encoding="utf-8")
    return ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]


KINDS: dict[str, tuple[Callable[..., list[str]], str]] = {"nginx": (_nginx, "nginx.conf"), "caddy": (_caddy, "Caddyfile")}


@contextmanager
def running(kind: str, site: Path, work: Path, *, isolated: bool = True, **options: bool) -> Iterator[int]:
    """The port of a server of `site`, started for as long as the context lasts. `work` is an empty folder for what it writes."""
    prepare, name = KINDS[kind]
    config = (DEPLOY / name).read_text(encoding="utf-8")
    port = free_port()
    command = prepare(config if isolated else without_isolation(config), site, work, port, **options)
    program = shutil.which(command[0], path=PATH)
    if program is None:
        raise FileNotFoundError(command[0])
    environment = os.environ | {"XDG_DATA_HOME": str(work), "XDG_CONFIG_HOME": str(work)}
    with (work / "output.log").open("w") as output:
        process = subprocess.Popen([program, *command[1:]], stdout=output, stderr=subprocess.STDOUT, env=environment)
    try:
        _wait(process, port, work)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, work: Path) -> None:
    """Come back when the server answers."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((work / "output.log").read_text(encoding="utf-8")) from None
            time.sleep(0.02)
        else:
            return
