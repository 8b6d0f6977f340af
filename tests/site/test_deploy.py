"""The servers that `deploy/` has configurations for, and our own: the same files with the same headers from each."""

import http.client
import json
import re
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tools import manifest, offline, serve, servers
from tools.setup import ROOT

SITE = serve.SITE
Get = Callable[..., http.client.HTTPResponse]


def samples() -> list[str]:
    """An address of each kind: one file of each ending, with a hash in its name and without, and the special ones."""
    found: dict[tuple[str, bool, bool], str] = {}
    for name in sorted(offline.files(SITE)):
        address = f"/{name}"
        found.setdefault((Path(name).suffix, serve.immutable(address), (SITE / f"{name}.br").exists()), address)
    return [*found.values(), "/", "/notebooks/index.html?path=decoder.ipynb", "/service-worker.js?enableCache=false",
            "/static/pages.css?v=0123456789ab"]  # fmt: skip


@contextmanager
def own(site: Path, isolated: bool) -> Iterator[int]:
    """The port of our own server."""
    server = serve.server(0, site, isolated=isolated)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["own", "nginx", "caddy"])
def get(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Get]:
    """Ask the server for an address, and read its answer."""
    with ExitStack() as stack:
        started: dict[bool, int] = {}

        def ask(address: str, *, isolated: bool = True, **headers: str) -> http.client.HTTPResponse:
            if isolated not in started:
                work = tmp_path / str(isolated)
                work.mkdir()
                run = (
                    own(SITE, isolated)
                    if request.param == "own"
                    else servers.running(request.param, SITE, work, isolated=isolated)
                )
                started[isolated] = stack.enter_context(run)
            connection = http.client.HTTPConnection("127.0.0.1", started[isolated], timeout=30)
            stack.callback(connection.close)
            connection.request("GET", address, headers={name.replace("_", "-"): value for name, value in headers.items()})
            return connection.getresponse()

        yield ask


def test_each_file_goes_out_in_the_smallest_form_with_its_headers(get: Get) -> None:
    """Brotli, else gzip, else as it is; its type, how long it may be kept, and a tag with which nothing is sent twice."""
    for address in samples():
        path = address.split("?")[0].removeprefix("/")
        file = SITE / (path or "index.html")
        tags: dict[str, Path] = {}
        for accepted, ending in (("gzip, deflate, br, zstd", ".br"), ("gzip", ".gz"), ("identity", "")):
            form = Path(f"{file}{ending}")
            sent = form if form.exists() else file
            answer = get(address, Accept_Encoding=accepted)
            body = answer.read()
            assert answer.status == 200, address
            assert body == sent.read_bytes(), (address, accepted)
            assert answer.headers.get("Content-Encoding") == {".br": "br", ".gz": "gzip"}.get(sent.suffix), (address, accepted)
            if file.suffix in serve.TYPES:  # each server may name what no page uses as it likes
                assert answer.headers["Content-Type"].split(";")[0] == serve.TYPES[file.suffix], address
            kept = serve.FOR_GOOD if serve.immutable(address) else serve.ASK_AGAIN
            assert answer.headers["Cache-Control"] == kept, address
            if Path(f"{file}.br").exists():
                assert "Accept-Encoding" in (answer.headers["Vary"] or ""), (address, accepted)
            tag = answer.headers["ETag"]
            assert tags.setdefault(tag, sent) == sent, address
            again = get(address, Accept_Encoding=accepted, If_None_Match=tag)
            assert (again.status, again.read()) == (304, b""), (address, accepted)


def test_the_site_is_isolated_where_wanted(get: Get) -> None:
    """COOP and COEP are on each answer, or on none."""
    for address in ("/", "/notebooks/index.html", "/service-worker.js"):
        headers = get(address).headers
        assert {name: headers[name] for name in serve.HEADERS} == serve.HEADERS
        headers = get(address, isolated=False).headers
        assert not any(name in headers for name in serve.HEADERS)


def test_what_is_not_there_is_not_kept(get: Get) -> None:
    """A 404, without a word that a browser may keep it for good; and no listing of a folder."""
    for address in ("/nothing", "/build/nothing.0123456789.js", "/static/"):
        answer = get(address)
        assert answer.status in {403, 404}, address
        assert answer.headers.get("Cache-Control") != serve.FOR_GOOD


def test_names_with_a_hash_hold_what_they_name() -> None:
    """What browsers keep for good is as JupyterLite and its extensions ship it, or its own name has its hash."""
    package = next((offline.ROOT / ".venv" / "lib").glob("python3.*/site-packages"))
    shipped = {
        path.name: path.read_bytes() for path in (package.parents[2] / "share" / "jupyter" / "labextensions").rglob("*.*.*")
    }
    for path in SITE.rglob("*"):
        name = f"/{path.relative_to(SITE).as_posix()}"
        if serve.immutable(name) and name.startswith("/extensions/") and path.suffix not in {".br", ".gz"}:
            assert path.read_bytes() == shipped[path.name], name


def test_the_manifest_names_what_is_there() -> None:
    """Icons of the size that it says, and shortcuts that lead to our own pages."""
    about = json.loads((SITE / manifest.MANIFEST).read_text(encoding="utf-8"))
    sizes = set()
    for icon in about["icons"]:
        data = (SITE / icon["src"]).read_bytes()
        sizes.add((icon["sizes"], icon["purpose"]))
        if icon["type"] == "image/png":
            assert "{}x{}".format(*struct.unpack(">II", data[16:24])) == icon["sizes"]
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
    for shortcut in about["shortcuts"]:
        page, notebook = shortcut["url"].split("?path=")
        assert (SITE / page).is_file()
        assert (SITE / "files" / notebook).is_file()
    assert "Jupyter" not in json.dumps(about)
    assert 'rel="manifest"' in (SITE / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/build/notebooks/bundle.js?v=dd260eb9b3e0", True),
        ("/build/lesson.6c4470122e0c.js", True),
        ("/engine/28bd2949134b/kernel.snapshot", True),
        ("/notebooks/index.html?path=notes.20261122.ipynb", False),
        ("/lab/index.html?path=engine/28bd2949134b/x.ipynb", False),
        ("/index.html?v=0123456789ab", False),
    ],
)
def test_only_the_path_says_what_is_kept_for_good(address: str, kept: bool) -> None:
    """A page is asked for again, whatever a reader has called a notebook."""
    assert serve.immutable(address) is kept
    nginx_conf, caddyfile = ((ROOT / "deploy" / name).read_text() for name in ("nginx.conf", "Caddyfile"))
    nginx = re.findall(r'"~(\S+)"\s+"public', nginx_conf)
    caddy = re.findall(r"\{http\.request\.uri\} (\S+)", caddyfile)
    assert any(re.search(pattern, address) for pattern in nginx) is kept
    assert [bool(re.search(pattern, address)) for pattern in caddy] == [kept] * len(caddy)
    assert len(nginx) == 3
    assert caddy
