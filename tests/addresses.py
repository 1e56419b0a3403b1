"""Every route there is, and an address for each, of things that exist before every test."""

from collections.abc import Callable

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from klimanet.notifications.permissions import unsubscribe_key
from tests import cast
from tests.building import (
    any_argument,
    any_broadcast,
    any_dead_letter,
    any_effect,
    any_enclosure,
    any_name_left,
    any_note,
    any_outcome,
    any_sequel,
    any_step,
)

KNOWN: dict[str, Callable[[], object]] = {  # an existing value for every argument a route may take
    "network": lambda: "klima",
    "organisation": lambda: "odense",
    "person": lambda: cast.person("anders").pk,
    "seat": lambda: cast.seat("anders").pk,
    "holding": lambda: cast.seat("anders").holdings.get(ended_at=None).pk,
    "section": lambda: "om",
    "token": lambda: "findes-ikke",
    "session": lambda: cast.session("anders").pk,
    "theme": lambda: cast.network().themes.first().pk,
    "number": lambda: cast.thread().number,
    "entry": lambda: cast.thread().pk,
    "comment": lambda: cast.thread().comments.first().pk,
    "attachment": lambda: cast.thread().attachments.first().pk,
    "draft": lambda: cast.person("anders").drafts.values_list("pk", flat=True).first() or 0,
    "name": lambda: "notat.txt",
    "message": lambda: any_dead_letter().pk,
    "application": lambda: cast.EXAMPLES["application"],
    "report": lambda: cast.report().pk,
    "barrier": lambda: cast.barrier_report().barrier.number,
    "barrier_report": lambda: cast.barrier_report().pk,
    "barrier_key": lambda: cast.barrier_report().barrier.pk,
    "year": lambda: 2025,
    "half": lambda: 1,
    "step": lambda: any_step().number,
    "step_key": lambda: any_step().pk,
    "argument": lambda: any_argument().pk,
    "outcome": lambda: any_outcome().number,
    "sequel": lambda: any_sequel().pk,
    "effect": lambda: any_effect().pk,
    "note": lambda: any_note().pk,
    "enclosure": lambda: any_enclosure().pk,
    "change": lambda: cast.barrier_report().barrier.changes.first().pk,
    "broadcast": lambda: any_broadcast().pk,
    "handover": lambda: cast.EXAMPLES["handover"],
    "left": lambda: any_name_left().pk,
    "signed": lambda: unsubscribe_key(cast.person("anders")),
    "key": lambda: "anders",
    "pk": lambda: 1,
}


class Arguments(dict):
    """The same, each looked up when it is asked for."""

    def __missing__(self, name: str) -> object:
        self[name] = KNOWN[name]()
        return self[name]


def routes(resolver: URLResolver | None = None) -> list[URLPattern]:
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        found += routes(pattern) if isinstance(pattern, URLResolver) else [pattern]
    return found


# Numbers that count something else than threads.
OWN_NUMBERS = {"section_version": 1, "demo_message": 1}


def address(name: str) -> str:
    known = Arguments(number=OWN_NUMBERS[name]) if name in OWN_NUMBERS else Arguments()
    wanted = get_resolver().reverse_dict.getlist(name)[0][0][0][1]
    return reverse(name, kwargs={argument: known[argument] for argument in wanted})
