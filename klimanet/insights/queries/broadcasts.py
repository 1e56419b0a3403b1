"""Whom a message to many reaches."""

from dataclasses import dataclass

from django.db.models import QuerySet

from klimanet.accounts.models import Person
from klimanet.entries.models import Follow
from klimanet.members.models import Holding, Network, Organisation, Region, Theme
from klimanet.members.models.networks import today
from klimanet.notifications.models import MailChoice


@dataclass(frozen=True)
class Readers:
    """Those it goes to, and those who are meant as well but want no mails."""

    reached: QuerySet[Person]
    declined: QuerySet[Person]


def readers(network: Network, *, theme: Theme | None = None, region: Region | None = None, role: str = "") -> Readers:
    """With access today: of a theme its followers, of a region who sits for its municipalities; of nothing, everybody."""
    held = Holding.objects.active().in_network(network)
    if theme:
        held = held.filter(seat__in=Follow.objects.filter(theme=theme).values("seat"))
    if region:
        held = held.filter(seat__membership__organisation__in=Organisation.objects.in_region(region, today()))
    if role:
        held = held.filter(seat__role=role)
    declined = MailChoice.objects.filter(at_once=False).values("person")
    return Readers(held.people().exclude(pk__in=declined), held.people().filter(pk__in=declined))
