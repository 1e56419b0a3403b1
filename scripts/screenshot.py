"""Takes pictures of the demo as it is now: the one in the README, or with `--all` every page in light and dark, narrow and wide."""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "screenshot.png"
ALBUM = ROOT / "build" / "screenshots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
PAGES = [
    ("", "/"),
    ("", "/klima/"),
    ("", "/konto/log-ind/"),
    ("anders", "/klima/"),
    ("anders", "/klima/medlemmer/"),
    ("anders", "/klima/medlemmer/personer/"),
    ("mette", "/klima/medlemmer/odense/"),
    ("karen", "/klima/sekretariat/"),
    ("karen", "/klima/sekretariat/side/"),
    ("karen", "/klima/sekretariat/side/om/"),
    ("karen", "/konto/"),
]


def start_demo(folder: str) -> tuple[subprocess.Popen, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "KLIMANET_DEMO": "1", "KLIMANET_DATA": folder}
    command = [str(ROOT / ".venv/bin/klimanet"), "run", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    for line in process.stdout or []:
        if "Stop with" in line:
            return process, f"http://localhost:{port}"
    raise SystemExit("The demo did not start.")


def shoot(browser: Browser, site: str, who: str, path: str, *, scheme: str, width: int, height: int, to: Path) -> None:
    context = browser.new_context(
        base_url=site, color_scheme=scheme, viewport={"width": width, "height": height}, locale="da-DK"
    )
    page = context.new_page()
    if who:
        page.goto("/demo/")
        page.click(f'form[action$="/log-ind/{who}/"] button')
    page.goto(path)
    page.screenshot(path=to, full_page=to.parent == ALBUM)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help=f"every page, into {ALBUM.relative_to(ROOT)}")
    every = parser.parse_args().all
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        process, site = start_demo(folder)
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            if not every:
                shoot(browser, site, "", "/klima/", scheme="light", width=1280, height=900, to=PICTURE)
                return
            ALBUM.mkdir(parents=True, exist_ok=True)
            for who, path in PAGES:
                for scheme in ("light", "dark"):
                    for width in (320, 1280):
                        name = f"{path.strip('/').replace('/', '-') or 'home'}-{who or 'visitor'}-{scheme}-{width}.png"
                        shoot(browser, site, who, path, scheme=scheme, width=width, height=900, to=ALBUM / name)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


if __name__ == "__main__":
    main()
