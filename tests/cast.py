"""The demo's cast, as tests ask for it."""

import io
import zipfile

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client

from klimanet.accounts.models import Person
from klimanet.barriers.models import Report as BarrierReport
from klimanet.dialogues.models import Thread
from klimanet.entries.models import Report
from klimanet.members.models import Holding, Network, Profile, Seat
from klimanet.website.demo.cast import BY_KEY, NETWORK, OTHER_NETWORK

VISITOR = "visitor"
BACKEND = settings.AUTHENTICATION_BACKENDS[0]
EXAMPLES: dict[str, int] = {}  # what `building.make_examples` made, by its key


def person(key: str) -> Person:
    return Person.objects.get(email=BY_KEY[key].email)


def network(slug: str = NETWORK) -> Network:
    return Network.objects.get(slug=slug)


def other_network() -> Network:
    return network(OTHER_NETWORK)


def seat(key: str, slug: str = NETWORK) -> Seat:
    """Their own, not one that they stand in for."""
    holding = Holding.objects.own().get(person=person(key), ended_at=None, seat__membership__network__slug=slug)
    return holding.seat


def thread() -> Thread:
    """What Åse asked before every test; Anders commented on it with a file, and has begun to write more."""
    return Thread.objects.get(pk=EXAMPLES["thread"])


def barrier_report() -> BarrierReport:
    """What Anders reported for Odense before every test: a barrier that Karen has assessed."""
    return BarrierReport.objects.select_related("barrier").get(pk=EXAMPLES["barrier_report"])


def report() -> Report:
    """That Nadia told the secretariat about Anders's comment on it."""
    return Report.objects.get(entry=thread(), person=person("nadia"), comment__isnull=False)


def profile(key: str, slug: str = NETWORK) -> Profile:
    return Profile.objects.get(person=person(key), network__slug=slug)


def session(key: str) -> UserSession:
    """Another browser in which the person is signed in."""
    facts = {"user": person(key), "ip": "192.0.2.1"}
    found, _ = UserSession.objects.get_or_create(session_key=f"another-of-{key}", defaults=facts)
    return found


def browser(key: str = VISITOR, **options) -> Client:
    """A signed-in client, or a visitor's."""
    client = Client(**options)
    if key != VISITOR:
        client.force_login(person(key), backend=BACKEND)
    return client


def text_of(answer: HttpResponseBase) -> str:
    """What a page or a file says; of a sheet what stands in it."""
    found = b"".join(answer)
    if not found.startswith(b"PK"):
        return found.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(found)) as sheet:
        return "".join(sheet.read(name).decode() for name in sheet.namelist() if name.endswith(".xml"))
