"""Debian's Firefox, driven through WebDriver BiDi, which it speaks by itself: no other driver is needed."""

import itertools
import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import websocket

#: Settings of the profile: nothing kept but by the page itself, and no request that no page makes.
SETTINGS = {
    "app.normandy.enabled": False,
    "browser.cache.disk.enable": False,
    "browser.cache.memory.enable": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
}
PATIENCE = 120


class Firefox:
    """One window, without a screen."""

    def __init__(self, work: Path) -> None:
        program = shutil.which("firefox-esr") or shutil.which("firefox")
        assert program, "firefox-esr was not found: 'make test' installs it where it may"
        work.joinpath("user.js").write_text(
            "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in SETTINGS.items())
        )
        command = [program, "--headless", "--no-remote", "--profile", str(work), "--remote-debugging-port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr
        for line in self.process.stderr:
            if "WebDriver BiDi listening on " in line:
                address = line.split()[-1]
                break
        self.numbers = itertools.count(1)
        self.socket = websocket.create_connection(f"{address}/session", timeout=PATIENCE, suppress_origin=True)
        self.send("session.new", capabilities={})
        self.window = self.send("browsingContext.getTree")["contexts"][0]["context"]

    def send(self, method: str, **values: object) -> Any:
        """Give one command, and come back with its result."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": values}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]

    def goto(self, address: str) -> None:
        """Open a page, and come back when it is loaded."""
        self.send("browsingContext.navigate", context=self.window, url=address, wait="complete")

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression, awaited."""
        result = self.send("script.evaluate", expression=expression, target={"context": self.window}, awaitPromise=True)
        assert result["type"] == "success", result
        return result["result"].get("value")

    def until(self, expression: str) -> None:
        """Come back when an expression is true."""
        end = time.monotonic() + PATIENCE
        while not self.run(f"new Promise((found) => setTimeout(() => found(Boolean({expression})), 100))"):
            assert time.monotonic() < end, f"never true: {expression}\n{self.run('document.body.innerText')}"

    def close(self) -> None:
        """End it."""
        self.socket.close()
        self.process.kill()
        self.process.communicate()
