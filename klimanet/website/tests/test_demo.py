"""The demo is a demo, and nothing else ever is."""

import re
import subprocess
import sys

import pytest
from django.utils import timezone

from klimanet.activity.models import Line, Pending
from klimanet.dialogues.models import Thread
from klimanet.entries.models import Comment
from klimanet.mail.operations import deliver_due, post
from klimanet.website.demo.cast import CAST
from klimanet.website.demo.dating import NEWS
from klimanet.website.demo.talk import talk
from tests import cast
from tests.structure import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    settings.EMAIL_BACKEND = "klimanet.mail.mailbox.Mailbox"


def test_every_page_says_that_it_is_one(demo):
    for path in ("/", "/klima/", "/was", "/konto/log-ind/", "/demo/"):
        assert "Dette er en demo" in cast.browser().get(path).content.decode()


def test_one_click_is_anybody(demo):
    for member in CAST:
        browser = cast.browser()
        assert browser.post(f"/demo/log-ind/{member.key}/").url == f"/{member.network}/"
        assert member.name in browser.get("/konto/").content.decode()


def test_mails_land_in_the_mailbox(demo):
    post(to="a@b.example", subject="Hej <b>", text="Kære\n<script>alert(1)</script>")
    deliver_due()
    browser = cast.browser()
    assert "Hej &lt;b&gt;" in browser.get("/demo/post/").content.decode()
    assert "&lt;script&gt;" in browser.get("/demo/post/1/").content.decode()
    assert browser.get("/demo/post/2/").status_code == 404


def test_outside_a_demo_its_pages_do_not_exist():
    for key in ("karen", "nobody"):
        assert cast.browser().post(f"/demo/log-ind/{key}/").status_code == 404
    assert "Dette er en demo" not in cast.browser().get("/klima/").content.decode()


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"KLIMANET_DEMO": "1", "DATABASE_URL": "postgres://x/y"}, "A demo keeps its own database"),
        ({}, "This is not a demo"),
    ],
)
def test_a_demo_is_never_mixed_with_a_real_installation(tmp_path, environment, told):
    done = subprocess.run(
        [sys.executable, "-m", "django", "demo"],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "config.settings", "KLIMANET_DATA": str(tmp_path), **environment},
        text=True,
        capture_output=True,
    )
    assert done.returncode != 0
    assert told in done.stderr


def test_nobody_in_it_can_be_real():
    assert len({member.key for member in CAST}) == len(CAST)
    assert all(re.fullmatch(r"[a-z]+@[a-z-]+\.example", member.email) for member in CAST)


@pytest.mark.django_db
def test_the_cast_has_talked_for_months_and_only_news_is_told():
    example = cast.thread()
    talk()
    threads = Thread.objects.exclude(pk=example.pk)
    comments = Comment.objects.exclude(entry=example)
    assert (threads.count(), comments.count() >= 80) == (15, True)
    assert {"open", "answered", "closed", ""} == set(threads.values_list("state", flat=True))
    now = timezone.now()
    for thread in threads:
        of_today = ["entry.assigned", "entry.pinned", "report.made"]  # the secretariat keeps order
        said = Line.objects.filter(facts__entry=thread.pk).exclude(verb__in=of_today)
        times = list(said.values_list("at", flat=True))
        assert times == sorted(times)
        assert thread.created_at <= times[0] and times[-1] <= thread.last_activity_at < now
    told = Pending.objects.filter(consumer="notifications")
    assert told.exists()
    assert not told.filter(line__at__lt=now - NEWS).exists()
