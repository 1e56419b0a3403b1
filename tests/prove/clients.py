"""Whoever writes to a site that is killed again and again. What is not acknowledged is sent again, as it was, until it is."""

import hashlib
import html
import http.client
import itertools
import json
import random
import re
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.prove.site import ADDRESS, HOST, Site
from tests.structure import ROOT

PATIENCE = 180.0  # seconds until something must be acknowledged, however often it is sent
TIMEOUT = 90.0  # seconds for one answer: longer than any process waits for a lock
AHEAD = 30  # writes beyond those that are wanted
PAUSE = 0.05  # seconds before it is sent again


@dataclass(frozen=True)
class Written:
    """One acknowledged write."""

    kind: str
    text: str  # its own alone; of a thread, its title
    entry: int
    began_at: float
    sent_at: float  # for the last time
    acknowledged_at: float
    broken: int = 0  # how often it was under way when the connection broke or the server failed
    file: str = ""  # the SHA-256 of what is attached


@dataclass
class Done:
    """What all of them have seen acknowledged; and what went wrong on the way there."""

    written: list[Written] = field(default_factory=list)
    follows: dict[tuple[int, int], bool] = field(default_factory=dict)  # by person and entry, as last acknowledged
    failures: list[str] = field(default_factory=list)  # answers of 500 and more
    wanted: int | None = None  # writes; a little more is enough
    writers_killed: int = 0


@dataclass(frozen=True)
class Answer:
    status: int
    place: str  # where it leads
    body: str
    sent_at: float
    broken: int


class Browser:
    """One member's, signed in."""

    def __init__(self, site: Site, cookies: dict[str, str], done: Done) -> None:
        self.connection = http.client.HTTPConnection(HOST, site.port, timeout=TIMEOUT)
        self.done = done
        self.headers = {
            "Host": ADDRESS.partition("://")[2],
            "X-Forwarded-Proto": "https",
            "Origin": ADDRESS,
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """The answer to it, sent as often as it takes."""
        broken, give_up = 0, time.monotonic() + PATIENCE
        while True:
            sent_at = time.time()
            try:
                self.connection.request(method, path, body or None, self.headers | headers)
                answer = self.connection.getresponse()
                content = answer.read().decode()
            except ConnectionRefusedError:
                failure = "nobody listens"
            except (http.client.HTTPException, OSError) as error:
                failure = repr(error)
                broken += 1
            else:
                if answer.status < 500:
                    place = answer.headers.get("Location") or answer.headers.get("HX-Redirect", "")
                    return Answer(answer.status, place, content, sent_at, broken)
                failure = f"{answer.status} for {method} {path}"
                self.done.failures.append(failure)
                broken += 1
            self.connection.close()
            assert time.monotonic() < give_up, f"Never answered: {method} {path}: {failure}"
            time.sleep(PAUSE)

    def form(self, path: str) -> dict[str, str]:
        answer = self.ask("GET", path)
        assert answer.status == 200, f"{answer.status} for {path}, {answer.place}"
        return hidden(answer.body)

    def send(self, path: str, fields: dict, **headers: str) -> Answer:
        body = encode_multipart(BOUNDARY, fields)
        return self.ask("POST", path, body, **{"Content-Type": MULTIPART_CONTENT}, **headers)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form that carries a token."""
    form = next(part for part in re.split("<form", page)[1:] if 'name="token"' in part).partition("</form>")[0]
    inputs = [dict(re.findall(r'\b(name|type|value)="([^"]*)"', each)) for each in re.findall("<input[^>]*>", form)]
    return {each["name"]: html.unescape(each.get("value", "")) for each in inputs if each.get("type") == "hidden"}


class Member:
    """Says something in one of the entries, opens a thread, follows or not, reads; now and then with a file."""

    def __init__(self, site: Site, facts: dict, entries: list[int], done: Done, *, seed: int) -> None:
        self.browser = Browser(site, facts["cookies"], done)
        self.person, self.network, self.entries, self.done = facts["person"], facts["network"], entries, done
        self.chance = random.Random(seed)
        self.names = (f"{seed}-{count}" for count in itertools.count())
        self.fresh: dict[int, dict[str, str]] = {}  # forms that came with an answer, by entry

    def act(self) -> None:
        deeds = [self.comment, self.open_thread, self.follow, self.read]
        (deed,) = self.chance.choices(deeds, weights=[17, 1, 1, 1])
        deed(self.chance.choice(self.entries))

    def comment(self, entry: int) -> None:
        began_at, text = time.time(), f"Storm {next(self.names)} slut"
        path = f"/{self.network}/indlaeg/{entry}/kommentarer/"
        fields = self.fresh.pop(entry, None) or self.browser.form(path)
        fields |= {"text": text}
        content = text.encode() if self.chance.random() < 0.1 else b""
        if content:
            fields |= {"attachments": SimpleUploadedFile("note.txt", content, content_type="text/plain")}
        if self.chance.random() < 0.5:
            answer = self.browser.send(path, fields)
            acknowledged = answer.status == 302 and "?kommentar=" in answer.place
        else:  # as a page with scripts does
            answer = self.browser.send(path, fields, **{"HX-Request": "true"})
            acknowledged = answer.status == 200 and ("?kommentar=" in answer.place or "hx-swap-oob" in answer.body)
            if not answer.place:
                self.fresh[entry] = hidden(answer.body)
            elif number := re.search(r"\?kommentar=(\d+)", answer.place):
                self.fresh[entry] = self.browser.form(path) | {"shown": number[1]}
        assert acknowledged, f"{answer.status}: {answer.place}\n{answer.body}"
        self._note("comment", text, entry, began_at, answer, content)

    def open_thread(self, entry: int) -> None:
        began_at, title, path = time.time(), f"Storm {next(self.names)} slut", f"/{self.network}/dialog/ny/"
        fields = self.browser.form(path) | {"title": title, "text": "?", "is_question": "0", "audience": "network"}
        answer = self.browser.send(path, fields)
        assert answer.status == 302, answer.body
        self._note("thread", title, 0, began_at, answer)

    def follow(self, entry: int) -> None:
        wanted = self.chance.random() < 0.5
        secret = self.browser.form(f"/{self.network}/indlaeg/{entry}/kommentarer/")["csrfmiddlewaretoken"]
        fields = {"csrfmiddlewaretoken": secret, "wish": "follow" if wanted else "unfollow"}
        answer = self.browser.send(f"/{self.network}/indlaeg/{entry}/foelgning/", fields)
        assert answer.status == 302, answer.body
        self.done.follows[self.person, entry] = wanted

    def read(self, entry: int) -> None:
        assert self.browser.ask("GET", f"/{self.network}/indlaeg/mine/").status == 200
        assert self.browser.ask("GET", f"/{self.network}/dialog/").status == 200

    def _note(self, kind: str, text: str, entry: int, began_at: float, answer: Answer, content: bytes = b"") -> None:
        digest = hashlib.sha256(content).hexdigest() if content else ""
        if kind == "comment":
            self.done.follows[self.person, entry] = True  # whoever writes follows
        self.done.written.append(
            Written(kind, text, entry, began_at, answer.sent_at, time.time(), answer.broken, digest)
        )


class Writer:
    """A program of its own that writes by the operations; killed, it is begun anew and given the same order again."""

    def __init__(self, site: Site, facts: dict, entry: int, done: Done, *, seed: int) -> None:
        self.site, self.person, self.entry, self.done = site, facts["person"], entry, done
        self.names = (f"{seed}-{count}" for count in itertools.count())
        self.process: subprocess.Popen | None = None

    def act(self) -> None:
        """Unless it would be so far ahead that the members would have no part in it."""
        if self.done.wanted is not None and len(self.done.written) > self.done.wanted + AHEAD:
            time.sleep(PAUSE)
            return
        began_at, text = time.time(), f"Storm {next(self.names)} slut"
        order = {"entry": self.entry, "person": self.person, "text": text, "token": str(uuid.uuid4())}
        broken, give_up = 0, time.monotonic() + PATIENCE
        while not self._acknowledged(order, sent_at := time.time()):
            broken += 1
            assert time.monotonic() < give_up, f"Never acknowledged: {order}"
        self.done.written.append(Written("comment", text, self.entry, began_at, sent_at, time.time(), broken))

    def _acknowledged(self, order: dict, sent_at: float) -> bool:
        if self.process is None:
            self.process = self._begun()
        try:
            self.process.stdin.write(f"{json.dumps(order)}\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer.endswith("\n"):
            self.close()
            self.done.writers_killed += 1
        return answer.endswith("\n")

    def _begun(self) -> subprocess.Popen:
        with self.site.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.prove.writing"],
                cwd=ROOT,
                env=self.site.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def kill(self) -> None:
        if process := self.process:
            process.kill()

    def close(self) -> None:
        if self.process:
            self.process.kill()
            with suppress(BrokenPipeError):
                self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()
            self.process = None


class Crowd:
    """All of them at work, each in a thread of its own, until they are told to stop; the first to fail stops all."""

    def __init__(self, members: list[Member], writers: list[Writer]) -> None:
        self.members, self.writers = members, writers
        self._over = threading.Event()
        self._errors: list[BaseException] = []
        self._threads = [threading.Thread(target=self._work, args=(each.act,)) for each in (*members, *writers)]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE + TIMEOUT)
        for member in self.members:
            member.browser.connection.close()
        for writer in self.writers:
            writer.close()
        self.check()

    def _work(self, act: Callable[[], None]) -> None:
        try:
            while not self._over.is_set():
                act()
        except BaseException as error:
            self._errors.append(error)
            self._over.set()

    def check(self) -> None:
        """Raise what one of them failed with."""
        if self._errors:
            raise self._errors[0]
