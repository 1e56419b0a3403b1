"""Seats in motion: who leaves, who stands in for whom, and which municipalities have answered the yearly question."""

from datetime import timedelta

from django.utils import timezone

from klimanet.mail.models import Message
from klimanet.members.models import Holding, Membership, Network, YearlyQuestion
from klimanet.members.models.networks import today
from klimanet.members.models.yearly import unasked
from klimanet.members.operations.deputies import name_deputy
from klimanet.members.operations.leaving import leave_seat
from klimanet.members.operations.yearly import ask_yearly, confirm_holding
from klimanet.rules.actors import SYSTEM
from klimanet.website.demo.desk import QUIET

NOTE = """Vi er midt i at samle erfaringer med varmeplanen. **Ring til driftschefen**, han ved mest.

Husk at svare i tråden om ladestandere. Jeg har lovet det."""


def set_in_motion(network: Network) -> None:
    """Among the municipalities with two people beside the cast's; nothing of it is told by mail any longer."""
    away, leaving, left = [pair for membership in network.memberships.order_by("pk") if (pair := _two(membership))][:3]
    day = timedelta(days=1)
    name_deputy(away[0], deputy=away[1].person, since=today(), until=today() + 19 * day, actor=away[0].person)
    leave_seat(leaving[0], until=today() + 40 * day, successor=leaving[1].person, note=NOTE, actor=leaving[0].person)
    leave_seat(left[1], successor=left[0].person, note=NOTE, actor=left[1].person)
    for asked in Network.objects.all():
        _ask(asked)
    Message.objects.filter(origin__in=["deputy", "leaving", "takeover", "yearly", "uncoordinated"]).delete()


def _two(membership: Membership) -> list[Holding]:
    """Two invented colleagues, or nobody."""
    held = Holding.objects.active().own().filter(seat__membership=membership).with_network().select_related("person")
    return list(held.filter(person__email__startswith="kollega-")[:2]) if held.count() == 2 else []


def _ask(network: Network) -> None:
    """Over the past year; most have answered, Odense has just been asked."""
    for number, membership in enumerate(unasked().filter(network=network).order_by("pk")):
        ask_yearly(membership, actor=SYSTEM)
        days = 4 if membership.organisation.slug == "odense" else 20 + 17 * number % 300
        asked_at = timezone.now() - timedelta(days=days)
        YearlyQuestion.objects.filter(membership=membership).update(asked_at=asked_at, year=asked_at.year)
        coordinator = Holding.objects.active().coordinating(membership).people().first()
        quiet = membership.organisation.slug in QUIET
        if coordinator and days > 30 and number % 5 and not quiet:
            question = membership.yearly_questions.get()
            for holding in question.unanswered():
                confirm_holding(question, holding=holding, actor=coordinator)
