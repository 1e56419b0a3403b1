"""The demo, started as a newcomer does, and Chromium to visit it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Chromium as root needs the first; the rest keep it from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> dict[str, str]:
    """The environment of a demo of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "KLIMANET_SITE")}
    return environment | {
        "KLIMANET_DEMO": "1",
        "KLIMANET_DATA": str(tmp_path_factory.mktemp("demo")),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


@pytest.fixture(scope="session")
def site(demo, tmp_path_factory):
    """The demo's address, web server and worker running, and its first mail delivered."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("log") / "run.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "django", "run", "--port", str(port)],
            cwd=ROOT,
            env=demo,
            stdout=output,
            stderr=output,
        )
    address = f"http://localhost:{port}"
    deadline = time.monotonic() + 90
    first_mail = Path(demo["KLIMANET_DATA"], "demo", "mailbox", "1.eml")
    while "Stop with Ctrl-C" not in log.read_text() or not first_mail.exists():
        assert process.poll() is None and time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    with urllib.request.urlopen(address + "/readyz") as answer:
        assert answer.status == 200
    yield address
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0, "Ctrl-C must end the demo cleanly."
    assert "Internal Server Error" not in log.read_text() and "KeyboardInterrupt" not in log.read_text(), (
        log.read_text()
    )


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """One person's browser window; whatever its console complains about fails the test."""

    def __init__(self, browser: Browser, site: str, **options) -> None:
        self.site = site
        self.context: BrowserContext = browser.new_context(base_url=site, locale="da-DK", **options)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message) -> None:
        if message.type == "error" and "status of 4" not in message.text:  # a refusal we asked for is no fault
            self.complaints.append(message.text)

    def sign_in(self, key: str) -> "Visit":
        self.page.goto("/demo/")
        with self.page.expect_navigation():  # else the next page may be asked for before we are somebody
            self.page.click(f'form[action$="/log-ind/{key}/"] button')
        return self

    def go(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def close(self) -> None:
        self.context.close()
        assert not self.complaints, self.complaints


@pytest.fixture
def visit(chromium, site):
    """Open windows: `visit()`, `visit("karen", java_script_enabled=False)`; each is closed and its console checked."""
    opened: list[Visit] = []

    def open_window(key: str = "", **options) -> Visit:
        window = Visit(chromium, site, **options)
        opened.append(window)
        return window.sign_in(key) if key else window

    yield open_window
    for window in opened:
        window.close()


def press_to(page: Page, wanted: Locator) -> None:
    """Tab onwards until it has the focus, as whoever has no mouse does."""
    for _ in range(200):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not lead to {wanted}.")


def _looked_at(page: Page) -> dict:
    page.wait_for_load_state()
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text())
    return page.evaluate("axe.run({resultTypes: ['violations']})")


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it is shown now."""
    try:
        found = _looked_at(page)
    except Error:  # a link was pressed just before, and the page left while it was looked at
        found = _looked_at(page)
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
