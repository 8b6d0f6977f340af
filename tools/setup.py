"""Installs into the checkout what building (`site`) or testing (`test`) needs: `setup.py site|test`.

Python packages go into `.venv`, npm packages into `node_modules`, both pinned with hashes. A browser is a system
package: it is installed with apt-get where we may, and asked for by name where we may not. What is there is left alone.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
#: What the tests need of the system, by the command that shows it is there. The fonts draw Thai and Devanagari.
#: Postfix is the server that ours is compared with, swaks and curl are clients that try ours. nginx and Caddy serve the site
#: as `deploy/` says, and h2load is a class of readers.
SYSTEM = {
    "caddy": ["caddy"],
    "chromium": ["chromium", "fonts-noto-core", "fonts-thai-tlwg"],
    "curl": ["curl"],
    "firefox-esr": ["firefox-esr"],
    "h2load": ["nghttp2-client"],
    "nginx": ["nginx", "libnginx-mod-http-brotli-static"],
    "openssl": ["openssl"],
    "postfix": ["postfix"],
    "swaks": ["swaks", "libnet-ssleay-perl"],
}
#: Where commands are. Postfix is in `/usr/sbin`, which is not on everybody's path.
PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"])


def stop(message: str) -> NoReturn:
    """End with a sentence that says how to mend it."""
    print(message, file=sys.stderr)
    sys.exit(1)


def run(*command: str | Path) -> None:
    """Run a command in the checkout; end here when it fails."""
    try:
        subprocess.run([str(part) for part in command], cwd=ROOT, check=True)
    except FileNotFoundError:
        stop(f"The command '{command[0]}' was not found. Install it and try again.")
    except subprocess.CalledProcessError as error:
        stop(f"'{' '.join(map(str, command))}' failed with status {error.returncode}; what it printed above says why.")


def changed(stamp: Path, *sources: Path) -> str | None:
    """The new fingerprint of `sources` where it differs from the one kept in `stamp`, or None."""
    digest = hashlib.sha256(sys.version.encode())
    for source in sources:
        digest.update(source.read_bytes())
    fingerprint = digest.hexdigest()
    return None if stamp.exists() and stamp.read_text() == fingerprint else fingerprint


def python_packages(which: str) -> None:
    """Make `.venv` hold the packages of `requirements/<which>.txt`."""
    requirements = ROOT / "requirements" / f"{which}.txt"
    stamp = VENV / f"{which}.stamp"
    if not PYTHON.exists():
        print("Making .venv ...", flush=True)
        venv.create(VENV, with_pip=True, clear=True)
    fingerprint = changed(stamp, requirements)
    if fingerprint:
        print(f"Installing the Python packages of {requirements.relative_to(ROOT)} into .venv ...", flush=True)
        run(PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes", "-r", requirements)
        (VENV / "lib").joinpath(_site_packages(), "smtp_tutor.pth").write_text(str(ROOT))
        stamp.write_text(fingerprint)


def _site_packages() -> str:
    """The folder of `.venv` that holds packages, below `lib`. The checkout is put on its path."""
    return next((VENV / "lib").glob("python3.*/site-packages")).relative_to(VENV / "lib").as_posix()


def node_packages() -> None:
    """Make `node_modules` hold what `package-lock.json` names."""
    stamp = ROOT / "node_modules" / ".stamp"
    fingerprint = changed(stamp, ROOT / "package-lock.json")
    if fingerprint:
        if shutil.which("npm") is None:
            stop("Node.js with npm is needed (version 20 or newer): 'apt-get install nodejs npm', or from nodejs.org.")
        print("Installing the npm packages of package-lock.json into node_modules ...", flush=True)
        run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
        stamp.write_text(fingerprint)


def system_packages() -> None:
    """Install the Debian packages that the tests need, or say which are missing."""
    missing = [name for command, names in SYSTEM.items() if shutil.which(command, path=PATH) is None for name in names]
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        stop(
            f"The tests need these system packages: {' '.join(missing)}. Install them and try again:\n  sudo {' '.join(install)}"
        )
    print(f"Installing the system packages {' '.join(missing)} ...", flush=True)
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"  # Postfix would ask what kind of server it shall be
    run("apt-get", "update", "-qq")
    run(*install)


def main() -> None:
    """Install what the purpose named on the command line needs."""
    purpose = sys.argv[1] if len(sys.argv) > 1 else "site"
    python_packages(purpose)
    node_packages()
    if purpose == "test":
        system_packages()


if __name__ == "__main__":
    main()
