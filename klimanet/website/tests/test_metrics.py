"""Figures for Prometheus: for whoever has the token, and right whichever of the web server's processes is asked."""

import sys
import urllib.request
from itertools import takewhile

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from klimanet.mail.models import Message
from klimanet.mail.operations import post
from klimanet.website.tests.test_commands import Installation, free_port

TOKEN = "a token of twenty characters and more"


def figures(text: str) -> dict[str, dict[tuple, float]]:
    """Name → labels in the order of their names → value."""
    found: dict[str, dict[tuple, float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = tuple(sample.labels[name] for name in sorted(sample.labels))
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "shown", "status"),
    [(TOKEN, f"Bearer {TOKEN}", 200), (TOKEN, "Bearer another", 404), (TOKEN, "", 404), ("", "Bearer ", 404)],
)
def test_only_whoever_has_the_token_sees_them(settings, token, shown, status):
    settings.METRICS_TOKEN = token
    assert Client().get("/metrics", headers={"authorization": shown}).status_code == status


@pytest.mark.django_db
def test_they_tell_what_waits_and_what_is_wrong(settings):
    settings.METRICS_TOKEN = TOKEN
    Message.objects.all().delete()
    post(to="a@b.example", subject="S", text="T")
    told = figures(Client().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode())
    assert told["klimanet_mails"] == {("waiting",): 1, ("failed",): 0}
    assert told["klimanet_pending_lines"] == {(consumer,): 0 for consumer in settings.CONSUMERS}
    assert told["klimanet_problem"][("worker-away",)] == 1
    assert told["klimanet_database_bytes"][()] > 100_000
    assert told["klimanet_disk_bytes"][()] > told["klimanet_disk_free_bytes"][()] > 0


def test_two_processes_count_together(ready):
    port = free_port()
    arguments = ("run", "--without-worker", "--workers", "2", "--port", str(port))
    with ready.running(*arguments, KLIMANET_METRICS_TOKEN=TOKEN) as site:
        list(takewhile(lambda line: "Stop with Ctrl-C" not in line, site.stdout))
        for _ in range(30):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/was").close()
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        for _ in range(6):  # whichever of the two answers
            with urllib.request.urlopen(asked) as answer:
                counted = figures(answer.read().decode())["klimanet_request_seconds_count"]
            assert counted[("GET", "accessibility", "200")] == 30
        assert not [process for process in ready.processes() if "django\0worker" in process]
        site.terminate()
        assert site.wait(20) == 0


WITHOUT = """
import sys
sys.modules["prometheus_client"] = None  # as where it is not installed
from config.cli import main
sys.argv = ["klimanet", "shell", "--verbosity", "0", "--command", '''
from django.test import Client
from klimanet.website import metrics
print(Client(headers={"host": "localhost"}).get("/healthz").status_code, metrics.exposition())''']
main()
"""


def test_without_the_library_there_are_none_and_all_else_works(tmp_path):
    class Without(Installation):
        command = (sys.executable, "-c", WITHOUT)

    done = Without(tmp_path).klimanet(KLIMANET_METRICS_TOKEN=TOKEN)
    assert done.stdout.strip() == "200 None", done.stderr
