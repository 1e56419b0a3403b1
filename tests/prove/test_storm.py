"""Everything is killed without warning while everybody writes: what was acknowledged is there once, and is told once."""

import logging
import random
import re
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import product

import pytest

from klimanet.mail.tests.server import MailServer, mail_server
from tests.prove.clients import Crowd, Done, Member, Writer
from tests.prove.site import Site, wait_for
from tests.prove.test_following import TABLE

NETWORK = "klima"
MEMBERS, WRITERS, SHARED = 4, 2, 2
TOLD = {"comment.added", "thread.opened"}  # what is done here of which somebody may be told
DRAINED = 3600.0  # seconds until nothing waits any longer


@dataclass(frozen=True)
class Storm:
    """How often each part is killed, and how much is written meanwhile at least."""

    kills: dict[str, int]
    writers_killed: int
    writes: int
    readers: int  # whom what is said is mailed to
    releases: bool  # the leases of killed workers, instead of waiting two minutes for them

    def __str__(self) -> str:
        return f"{sum(self.kills.values())} kills"


SHORT = Storm(
    {"web": 6, "further worker": 10, "worker": 1, "server": 1, "run": 1, "whole": 1},
    writers_killed=2,
    writes=300,
    readers=3,
    releases=True,
)
LONG = Storm(
    {"web": 90, "further worker": 60, "worker": 10, "server": 10, "run": 10, "whole": 20},
    writers_killed=40,
    writes=20_000,
    readers=1,
    releases=False,
)

BEGIN = f"""
import json
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
{TABLE}
from bench.pages import signed_in
from klimanet.dialogues.operations import open_thread
from klimanet.entries.operations.following import follow
from klimanet.members.models import Network
from klimanet.notifications.operations import choose_mail
from klimanet.website.demo.fill import fill_cast
from tests.building import make_person
fill_cast()

def ask(person):
    return open_thread(Network.objects.get(slug="{NETWORK}"), title="Hvad gør I?", text="Vi er i tvivl.", actor=person)

people = [make_person() for _ in range({MEMBERS + WRITERS})]
for person in people:
    choose_mail(person, at_once=False, actor=person)
readers = [make_person() for _ in range(%d)]
shared = [ask(readers[0]) for _ in range({SHARED})]
for thread in shared:
    for reader in readers[1:]:
        follow(thread, actor=reader)
print(json.dumps({{
    "people": [{{"person": person.pk, "network": "{NETWORK}", "cookies": signed_in(person)}} for person in people],
    "shared": [thread.pk for thread in shared],
    "own": [ask(person).pk for person in people[{MEMBERS}:]],
    "readers": {{reader.pk: reader.email for reader in readers}},
}}))
"""
RELEASE = """
from klimanet.mail.models import Message
Message.objects.waiting().update(leased_until=None)
"""
LEFT = f"""
import json, time
from klimanet.activity.models import Pending
from klimanet.mail.models import Message
from klimanet.notifications.models import Notification
def left():
    waiting = (Pending.objects, Notification.objects.waiting_for_mail(), Message.objects.waiting())
    return [queryset.count() for queryset in waiting]
give_up = time.monotonic() + {DRAINED}
while any(left()) and time.monotonic() < give_up:
    time.sleep(0.2)
print(json.dumps(left()))
"""
END = """
import hashlib, json
from pathlib import Path
from django.conf import settings
from django.db import connection
from klimanet.activity.models import Line
from klimanet.dialogues.models import Thread
from klimanet.entries.models import Attachment, Comment, Follow
from klimanet.mail.models import Message
from klimanet.notifications.models import Notification
from klimanet.search.models import Document
def rows(queryset, *fields):
    return [list(row) for row in queryset.values_list(*fields)]
with connection.cursor() as cursor:
    cursor.execute("SELECT line, consumer FROM handled")
    handled = cursor.fetchall()
    sound = "ok"
    if connection.vendor == "sqlite":
        cursor.execute("PRAGMA integrity_check")
        (sound,) = cursor.fetchone()
files = [path for path in Path(settings.MEDIA_ROOT).glob("??/*")]
print(json.dumps({
    "sound": sound,
    "comments": [[*row, at.timestamp()] for *row, at in rows(Comment.objects, "id", "entry", "number", "text", "created_at")],
    "last": rows(Thread.objects, "id", "last_comment"),
    "threads": rows(Thread.objects, "id", "title"),
    "numbers": rows(Thread.objects, "network", "number"),
    "follows": rows(Follow.objects.filter(muted=False).exclude(entry=None), "seat__holdings__person", "entry"),
    "lines": rows(Line.objects, "id", "verb", "subject_id"),
    "handled": handled,
    "told": rows(Notification.objects, "line", "person", "comment"),
    "unmailed": Notification.objects.filter(mail_at__isnull=False, mailed_at=None).count(),
    "found": rows(Document.objects.filter(kind="comment"), "comment"),
    "files": rows(Attachment.objects.exclude(comment=None), "comment__text", "blob__digest"),
    "kept": [path.name for path in files if hashlib.sha256(path.read_bytes()).hexdigest() == path.name],
    "messages": [[*row, bool(sent)] for *row, sent in rows(Message.objects, "message_id", "sent_at")],
}))
"""


@pytest.mark.parametrize("storm", [SHORT, pytest.param(LONG, marks=pytest.mark.prove)], ids=str)
def test_what_was_acknowledged_is_there_once_whatever_was_killed(own_database, tmp_path, caplog, storm):
    caplog.set_level(logging.WARNING, logger="mail.log")
    with mail_server() as mails:
        site = Site(tmp_path, own_database, mail_port=mails.port)
        begun, done = site.tell(BEGIN % storm.readers), Done()
        began = time.monotonic()
        with site.served():
            workers_killed = _storm(storm, site, begun, done)
        blown_over = time.monotonic()
        if storm.releases:
            site.shell(RELEASE)
        with site.served():
            assert site.tell(LEFT) == [0, 0, 0], "Lines, notifications or mails still wait."
            site.run("backup", str(tmp_path / "backup"))
            assert "in order" in site.run("check")
            assert site.stop() == [0, 0]
        end = site.tell(END)
    _everything_is_there_once(end, done)
    _every_line_was_handled_once(end)
    _the_readers_were_told_of_all(end, done, begun)
    twice = _every_mail_arrived(end, done, begun, mails)
    assert twice <= workers_killed, "Only what a worker had under way when it was killed may arrive again."
    assert sum(each.broken > 0 for each in done.written), "No connection ever broke: the storm was none."
    _tell(storm, done, end, mails, twice, seconds=(blown_over - began, time.monotonic() - blown_over))


def _storm(storm: Storm, site: Site, begun: dict, done: Done) -> int:
    """Returns how many workers were killed."""
    people, chance, workers = begun["people"], random.Random(7), 0
    members = [Member(site, facts, begun["shared"], done, seed=seed) for seed, facts in enumerate(people[:MEMBERS])]
    writers = [
        Writer(site, facts, entry, done, seed=MEMBERS + seed)
        for seed, (facts, entry) in enumerate(zip(people[MEMBERS:], begun["own"], strict=True))
    ]
    victims = [*Counter(storm.kills).elements(), *["writer"] * storm.writers_killed]
    chance.shuffle(victims)
    with Crowd(members, writers) as crowd:

        def enough() -> bool:
            crowd.check()
            return len(done.written) >= done.wanted

        for count, victim in enumerate(victims):
            done.wanted = storm.writes * count // len(victims)
            wait_for(enough, what="others write")
            if chance.random() < 0.8:  # else it may be killed while it starts
                wait_for(partial(site.is_at_work, victim), what=f"{victim} is at work")
            time.sleep(chance.random() * 0.5)
            if victim == "writer":
                chance.choice(crowd.writers).kill()
            else:
                workers += site.kill(victim)
        done.wanted = storm.writes
        wait_for(enough, seconds=DRAINED, what="all is written")
    return workers


def _everything_is_there_once(end: dict, done: Done) -> None:
    """And nothing else: each write was sent until it was acknowledged."""
    assert end["sound"] == "ok"
    comments = {text: entry for _, entry, _, text, _ in end["comments"]}
    assert len(comments) == len(end["comments"])
    assert comments == {each.text: each.entry for each in done.written if each.kind == "comment"}
    threads = [title for _, title in end["threads"] if title.startswith("Storm")]
    assert sorted(threads) == sorted(each.text for each in done.written if each.kind == "thread")
    assert len({(network, number) for network, number in end["numbers"]}) == len(end["threads"])
    for entry, last in end["last"]:
        assert sorted(number for _, of, number, *_ in end["comments"] if of == entry) == list(range(1, last + 1))
    follows = {(person, entry) for person, entry in end["follows"]}
    assert {key: key in follows for key in done.follows} == done.follows
    files = {(each.text, each.file) for each in done.written if each.file}
    assert sorted(files) == sorted(map(tuple, end["files"]))
    assert {digest for _, digest in files} <= set(end["kept"])


def _every_line_was_handled_once(end: dict) -> None:
    handled = Counter((line, consumer) for line, consumer in end["handled"])
    assert {what: times for what, times in handled.items() if times > 1} == {}
    told = {(line, "notifications") for line, verb, _ in end["lines"] if verb in TOLD}
    assert handled.keys() == told | {(line, "search") for line, *_ in end["lines"]}
    said = [subject for _, verb, subject in end["lines"] if verb == "comment.added"]
    assert sorted(said) == sorted(comment for comment, *_ in end["comments"])
    opened = [subject for _, verb, subject in end["lines"] if verb == "thread.opened"]
    assert sorted(opened) == sorted(thread for thread, _ in end["threads"])
    assert sorted(comment for (comment,) in end["found"]) == sorted(said)


def _the_readers_were_told_of_all(end: dict, done: Done, begun: dict) -> None:
    told = Counter((line, person) for line, person, _ in end["told"])
    assert {what: times for what, times in told.items() if times > 1} == {}
    assert end["unmailed"] == 0
    shared = [comment for comment, entry, *_ in end["comments"] if entry in begun["shared"]]
    for reader in begun["readers"]:
        assert sorted(comment for _, person, comment in end["told"] if str(person) == reader) == sorted(shared)


def _every_mail_arrived(end: dict, done: Done, begun: dict, mails: MailServer) -> int:
    """What the readers have in their hands, not what our tables say of it; returns how many arrived again."""
    ids: dict[tuple[str, str], set[str]] = {}
    for message in mails.arrived:
        for text in re.findall(r"Storm \S+ slut", message.get_body(("plain",)).get_content()):
            ids.setdefault((message["To"], text), set()).add(message["Message-ID"])
    said = [each.text for each in done.written if each.entry in begun["shared"]]
    assert ids.keys() == set(product(begun["readers"].values(), said))
    assert {what: found for what, found in ids.items() if len(found) > 1} == {}
    arrived = Counter(mails.ids)
    assert dict(map(tuple, end["messages"])) == dict.fromkeys(arrived, True)
    return sum(arrived.values()) - len(arrived)


def _tell(storm: Storm, done: Done, end: dict, mails: MailServer, twice: int, *, seconds: tuple[float, float]) -> None:
    made_at = {text: at for _, _, _, text, at in end["comments"]}
    again = [each for each in done.written if each.broken]
    before = [each for each in again if made_at.get(each.text, each.sent_at) < each.sent_at]
    kills = ", ".join(f"{times} of {part}" for part, times in storm.kills.items())
    print(
        f"{storm}: {kills}; and {storm.writers_killed} of writers. {len(done.written)} writes acknowledged, "
        f"{len(again)} of them sent again after a broken connection, {len(before)} of which had been done; "
        f"{len(done.failures)} answers of 500 and more {dict(Counter(done.failures))}; "
        f"{len(end['handled'])} times a line was handled; "
        f"{len(mails.arrived)} mails arrived, {twice} of them again; "
        f"{seconds[0]:.0f} s of storm and {seconds[1]:.0f} s until all was done and looked at"
    )
