"""Which pages are driven, and with which requests."""

import random
import secrets
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from bench.data import BARRIERS, READ, SLUG, newest_threads, secretary, visitors
from klimanet.accounts.models import Person

WORDS = ("varme", "klimaplan", "affald", "co2 regnskab", "ladestandere", "Odense", "skov", "biogas", "udbud", "Anders")
MOST = 4_000  # requests of one page, before they begin anew
UNREAD = range(READ, READ + 500)  # threads by age that are opened for the first time
ANSWERED = range(READ + 500, READ + 900)  # threads by age that get comments


@dataclass(frozen=True)
class Request:
    path: str
    cookies: dict[str, str]
    body: str = ""

    def __str__(self) -> str:
        """A line of the file that wrk reads."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return "\t".join(["POST" if self.body else "GET", self.path, cookies, self.body])


@dataclass(frozen=True)
class Page:
    name: str
    requests: list[Request]


def pages() -> list[Page]:
    """Each with requests of all the visitors, mixed; posting last, since it changes what others show."""
    cookies, desk = [signed_in(person) for person in visitors()], signed_in(secretary())
    threads = list(newest_threads().select_related("network")[: ANSWERED.stop])
    addresses = [thread.get_absolute_url() for thread in threads]

    def everybody(*paths: str) -> list[Request]:
        return _mixed(Request(path, cookie) for path, cookie in product(paths, cookies))

    return [
        Page("thread", everybody(*addresses[:READ])),
        Page("thread, first visit", everybody(*addresses[UNREAD.start : UNREAD.stop])),
        Page("threads", everybody(f"/{SLUG}/dialog/")),
        Page("overview", everybody(f"/{SLUG}/")),
        Page("public page", [Request(f"/{SLUG}/", {})]),
        Page("members", everybody(f"/{SLUG}/medlemmer/")),
        Page("search", everybody(*(f"/soeg/?q={quote(word)}" for word in WORDS))),
        Page("barrier", everybody(f"/{SLUG}/barrierer/{BARRIERS}/")),
        Page("barriers", everybody(f"/{SLUG}/barrierer/")),
        Page("board", [Request(f"/{SLUG}/barrierer/tavle/", desk)]),
        Page("barriers overview", [Request(f"/{SLUG}/barrierer/overblik/", desk)]),
        Page("alike", _mixed(_typed(word, cookie) for word, cookie in product(WORDS, cookies))),
        Page(
            "posting",
            _mixed(_comment(thread.pk, cookie) for thread, cookie in product(threads[ANSWERED.start :], cookies)),
        ),
    ]


def _mixed(requests) -> list[Request]:
    requests = list(requests)
    random.Random(7).shuffle(requests)
    return requests[:MOST]


def signed_in(person: Person) -> dict[str, str]:
    """The cookies of a browser in which the person has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: secrets.token_hex(16)}


def _typed(words: str, cookies: dict[str, str]) -> Request:
    """What somebody types of a barrier, which is looked for among those that are known."""
    form = f"csrfmiddlewaretoken={cookies[settings.CSRF_COOKIE_NAME]}&summary={quote(words)}&stopped={quote(words)}"
    return Request(f"/{SLUG}/barrierer/ligner/", cookies, form)


def _comment(entry: int, cookies: dict[str, str]) -> Request:
    text = quote(
        "Det har vi prøvet. Det tog et halvt år, og det var **besværet** værd.\n\nSkriv, hvis I vil se papirerne."
    )
    form = f"csrfmiddlewaretoken={cookies[settings.CSRF_COOKIE_NAME]}&token={{uuid}}&text={text}"
    return Request(f"/{SLUG}/indlaeg/{entry}/kommentarer/", cookies, form)
