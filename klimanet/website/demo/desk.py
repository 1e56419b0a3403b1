"""What the secretariat finds at its desk: who has gone quiet, whom it phoned, what it wrote to many."""

from datetime import timedelta

from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.entries.models import Watermark
from klimanet.insights.models import Call
from klimanet.insights.operations import note_call, send_broadcast
from klimanet.insights.queries.broadcasts import readers
from klimanet.members.models import Holding, Membership, Network, Role
from klimanet.members.models.networks import today
from klimanet.members.operations.seats import vacate_seat
from klimanet.rules.actors import SYSTEM

QUIET = {"lemvig": 130, "naestved": 95, "aeroe": 170, "skive": 74}  # days since somebody there was heard from
LATELY = timedelta(days=120)  # who got a seat since then has not all signed in yet
LOLLAND = "Deres projektleder er på orlov. De vil gerne blive og finder en anden."
LEMVIG = "Ny chef fra næste måned. Hun vil gerne ringes op, når hun er begyndt."
WELCOME = (
    "Velkommen som observatør. I kan læse med i dialogen, og **I kan altid ringe til os**.\n\n"
    "- Møderne står i kalenderen.\n- Årets temaer står på netværkets side."
)


def desk(network: Network, *, secretary: Person) -> None:
    now = timezone.now()
    seated = Holding.objects.in_network(network)
    settled = seated.filter(began_at__lt=now - LATELY).values("person")
    Person.objects.filter(pk__in=settled).update(last_login=now - timedelta(days=12))
    for slug, days in QUIET.items():
        people, heard = _people(network, slug), now - timedelta(days=days)
        Person.objects.filter(pk__in=people).update(last_login=heard)
        Watermark.objects.filter(person__in=people).update(at=heard)
    note_call(_membership(network, "lolland"), on=today(), note=LOLLAND, actor=secretary)
    late = note_call(_membership(network, "lemvig"), on=today(), note=LEMVIG, actor=secretary)
    Call.objects.filter(pk=late.pk).update(on=today() - timedelta(days=40), next_on=today() - timedelta(days=4))
    vacate_seat(seated.filter(seat__membership__organisation__slug="thisted")[0].seat, actor=SYSTEM)
    seen = readers(network, role=Role.OBSERVER).reached.count()
    send_broadcast(
        network, subject="Velkommen indenfor", text=WELCOME, role=Role.OBSERVER, expected=seen, actor=secretary
    )


def _membership(network: Network, slug: str) -> Membership:
    return network.memberships.active().get(organisation__slug=slug)


def _people(network: Network, slug: str):
    return Holding.objects.filter(seat__membership=_membership(network, slug)).values("person")
