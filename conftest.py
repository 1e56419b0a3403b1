"""What every test stands on: the cast, folders of its own, and no skipping where everything is required."""

import gc
import hashlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase

EXAMPLE_FILE = b"Et notat."
REQUIRE_ALL = os.environ.get("KLIMANET_REQUIRE_ALL") == "1"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--asking-the-database", action="store_true", help="leave out the tests that ask no database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database says the same on every one, also where it starts processes: their own is on SQLite, always."""
    if config.getoption("--asking-the-database"):
        config.hook.pytest_deselected(items=[item for item in items if not asks_the_database(item)])
        items[:] = [item for item in items if asks_the_database(item)]


def asks_the_database(item: pytest.Item) -> bool:
    """In this process, or in those of an installation on the same server."""
    asking = {"db", "transactional_db", "own_database"}
    return item.get_closest_marker("django_db") is not None or not asking.isdisjoint(item.fixturenames)


def pytest_collection_finish() -> None:
    """What is loaded by now stays, and is looked through for garbage no more: a tenth of the time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_xdist_suffix, tmp_path_factory) -> str:
    """SQLite in a file, as in an installation: what several threads do to one another is then real.

    On a PostgreSQL server each copy of the repository has a test database of its own, so that two can be tested at once.
    Returns the name of the installation's own database, which no test may touch.
    """
    own, names = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        names["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        copy = hashlib.sha256(str(Path(__file__).parent).encode()).hexdigest()[:8]
        names["NAME"] = f"{names['NAME'] or 'test'}_klimanet_{copy}"
    return own


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_modify_db_settings, django_db_blocker, tmp_path_factory) -> Iterator:
    """The cast and its two networks, there before every test and untouched after it; yields what puts them back."""
    if connection.settings_dict["NAME"] == django_db_modify_db_settings:
        pytest.fail("Nothing told pytest-django that a database is needed: ask for `db`, `committed` or its mark.")
    from tests.copies import copy_of_the_database

    with django_db_blocker.unblock():
        bring_in_the_cast()
        with copy_of_the_database(tmp_path_factory.mktemp("copy")) as put_back:
            django_db_blocker.block()
            yield put_back
            django_db_blocker.restore()


def bring_in_the_cast() -> None:
    """How they came is old news: no consumer is told of it."""
    from klimanet.activity.models import Pending
    from klimanet.website.demo.fill import fill_cast
    from tests.building import make_examples

    fill_cast()
    make_examples()
    Pending.objects.all().delete()


@pytest.fixture
def cast_anew(django_db_setup, django_db_blocker, monkeypatch) -> Iterator[None]:
    """The database as it was, once the test is over; Django would only empty it, and takes longer."""
    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
    yield
    with django_db_blocker.unblock():
        django_db_setup()


@pytest.fixture
def committed(cast_anew, transactional_db) -> None:
    """For tests of what several connections do at once: nothing is rolled back, the database is put back afterwards.

    `transactional_db` also tells pytest-django that a test database is needed, where no other test has told it.
    """


def keep_example_file(folder: Path) -> None:
    """The content of the one file that is there before every test."""
    digest = hashlib.sha256(EXAMPLE_FILE).hexdigest()
    (folder / digest[:2]).mkdir(parents=True)
    (folder / digest[:2] / digest).write_bytes(EXAMPLE_FILE)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.WORKERS = tmp_path / "workers"
    settings.MEDIA_ROOT = tmp_path / "files"
    keep_example_file(settings.MEDIA_ROOT)
    settings.MAILBOX = tmp_path / "mailbox"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    """How many people sit where is kept for a minute, and a test's people are its own."""
    from klimanet.members.queries import count_people

    count_people.cache_clear()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing outside this machine is talked to."""
    connect = socket.socket.connect

    def checked(self: socket.socket, address) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A test wants to talk to {address[0]}.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", checked)


def _refuse_skipping(report: pytest.TestReport | pytest.CollectReport) -> None:
    if REQUIRE_ALL and report.skipped:
        vars(report).pop(
            "wasxfail", None
        )  # a failure that is expected counts as skipped, and would not count as failed
        report.outcome = "failed"
        report.longrepr = f"Skipped where nothing may be: {report.longrepr}"


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    _refuse_skipping(outcome.get_result())


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_make_collect_report(collector):
    """A whole module can be skipped while it is read."""
    outcome = yield
    _refuse_skipping(outcome.get_result())
