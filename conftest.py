"""What every test stands on: the cast, folders of its own, and no skipping where everything is required."""

import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

REQUIRE_ALL = os.environ.get("KLIMANET_REQUIRE_ALL") == "1"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_xdist_suffix, tmp_path_factory) -> None:
    """SQLite in a file, as in an installation: what several threads do to one another is then real."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """The cast and its two networks, there before every test and untouched after it."""
    from klimanet.website.demo.fill import fill_cast

    with django_db_blocker.unblock():
        fill_cast()


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """For tests of what several connections do at once: nothing is rolled back, the cast is made anew afterwards."""
    from klimanet.website.demo.fill import fill_cast

    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0)
        fill_cast()


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MAILBOX = tmp_path / "mailbox"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if REQUIRE_ALL and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"Skipped where nothing may be: {report.longrepr}"
