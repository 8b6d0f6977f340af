"""The built site: everything bundled, nothing from elsewhere, pins without addresses."""

import json
import os
import re
import socket
import stat
import struct
import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tools import serve, setup
from tools.lesson_page import INSTALLED

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_site"


def settings() -> dict[str, object]:
    """What the site tells the kernel."""
    data = json.loads((SITE / "jupyter-lite.json").read_text(encoding="utf-8"))["jupyter-config-data"]
    return dict(data["litePluginSettings"]["@jupyterlite/pyodide-kernel-extension:kernel"])


def test_the_kernel_asks_nobody_else() -> None:
    """Python comes from the site, and no package index is asked."""
    found = settings()
    assert str(found["pyodideUrl"]).startswith("./engine/")
    assert found["disablePyPIFallback"] is True
    assert found["loadPyodideOptions"] == {"packages": INSTALLED}


def test_lessons_cannot_be_shadowed_by_old_copies() -> None:
    """They are served read-only, so a reader who opened an older one sees today's."""
    listing = json.loads((SITE / "api" / "contents" / "all.json").read_text(encoding="utf-8"))
    notebooks = [item for item in listing["content"] if item["path"].endswith(".ipynb")]
    assert notebooks
    assert all(item["writable"] is False for item in notebooks)


def test_our_own_pages_name_no_other_origin() -> None:
    """Nothing in them can make a request elsewhere."""
    styles = ("static/smtp-tutor.css", "static/progress.css", "static/pages.css", "static/lesson.css")
    for name in ("index.html", *styles, "static/lesson.js", "static/progress.js"):
        assert "//" not in re.sub(r"(^|\s)//.*|/\*.*?\*/", "", (SITE / name).read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_the_front_page_names_every_lesson() -> None:
    """And the decoder."""
    page = (SITE / "index.html").read_text(encoding="utf-8")
    for notebook in (ROOT / "content").glob("*.ipynb"):
        assert f"notebooks/index.html?path={notebook.name}" in page


def test_the_server_sends_the_headers() -> None:
    """COOP and COEP are on, types are right, and what is not there is a 404."""
    site = serve.server(0, SITE)
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    try:
        wasm = next((SITE / "engine").glob("*/pyodide.asm.wasm")).relative_to(SITE).as_posix()
        base = f"http://127.0.0.1:{site.server_port}"
        with urllib.request.urlopen(f"{base}/{wasm}") as answer:
            assert answer.headers["Content-Type"] == "application/wasm"
            assert {name: answer.headers[name] for name in serve.HEADERS} == serve.HEADERS
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{base}/nothing")
    finally:
        site.shutdown()
        thread.join()
        site.server_close()


def test_a_browser_that_hangs_up_is_no_error(capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing is printed, and the next reader is served."""
    site = serve.server(0, SITE)
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    try:
        with socket.create_connection(site.server_address[:2]) as gone:  # type: ignore[arg-type]
            gone.sendall(b"GET /index.html HTTP/1.1\r\nHost: x\r\n")
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # hang up at once, unheard
        with urllib.request.urlopen(f"http://127.0.0.1:{site.server_port}/index.html") as answer:
            assert answer.status == 200
    finally:
        site.shutdown()
        thread.join()
        site.server_close()  # waits for the threads of both readers
    assert "Traceback" not in capfd.readouterr().err


def test_a_taken_port_is_told_in_a_sentence() -> None:
    """With what to do about it, and without a traceback."""
    site = serve.server(0, SITE)
    try:
        command = [str(setup.PYTHON), "-m", "tools.serve", str(site.server_port)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    finally:
        site.server_close()
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {site.server_port} is taken by another program.")
    assert "Traceback" not in done.stderr


def test_building_without_a_new_python_is_told_in_a_sentence(tmp_path: Path) -> None:
    """On a machine whose Pythons are all too old."""
    for name in ("python3.14", "python3.13", "python3.12", "python3", "python"):
        old = tmp_path / name
        old.write_text("#!/bin/sh\nexit 1\n")
        old.chmod(old.stat().st_mode | stat.S_IXUSR)
    command = ["/bin/sh", str(ROOT / "tools" / "with_python.sh"), "-m", "tools.setup"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"PATH": str(tmp_path)})
    assert done.returncode == 1
    assert "Python 3.12 or newer" in done.stderr


@pytest.mark.parametrize(
    "name", ["requirements/site.txt", "requirements/test.txt", "requirements/browser.txt", "package-lock.json"]
)
def test_pins_have_hashes_and_no_addresses(name: str) -> None:
    """A build is repeatable, from whichever mirror a machine uses."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    if name.endswith(".txt"):
        blocks = re.split(r"\n(?=\S)", text.strip())
        assert all("--hash=sha256:" in block for block in blocks)
    else:
        packages = json.loads(text)["packages"]
        assert all(package.get("integrity") for path, package in packages.items() if path)
