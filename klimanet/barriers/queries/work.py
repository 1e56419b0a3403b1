"""What pages about political work and its outcomes compose."""

from datetime import timedelta

from django.db.models import QuerySet

from klimanet.barriers.models import Argument, Barrier, Consent, Effect, Outcome, Report, Step
from klimanet.barriers.models.reports import ReportQuerySet
from klimanet.barriers.queries.stories import Answers, answers
from klimanet.entries.models.reading import with_draft
from klimanet.entries.permissions import Standing
from klimanet.members.models import Network, Reader
from klimanet.members.models.networks import today
from klimanet.text.paging import Page, page_of

SOON = timedelta(days=14)


def steps(network: Network, *, standing: Standing, after: str = "") -> Page:
    found = Step.objects.visible_to(standing).in_network(network).with_author()
    return page_of(found, by=["-last_activity_at", "-pk"], after=after, size=25)


def outcomes(network: Network, *, standing: Standing, after: str = "") -> Page:
    found = Outcome.objects.visible_to(standing).in_network(network).with_author()
    return page_of(found, by=["-last_activity_at", "-pk"], after=after, size=25)


def step(network: Network, number: int, *, standing: Standing, path: str) -> Step | None:
    """With the person's mark, follow and draft (begun at `path`); None where they do not see it."""
    return _read(Step.objects.visible_to(standing).in_network(network).numbered(number), standing, path)


def outcome(network: Network, number: int, *, standing: Standing, path: str) -> Outcome | None:
    return _read(Outcome.objects.visible_to(standing).in_network(network).numbered(number), standing, path)


def _read(found, standing: Standing, path: str):
    read = found.with_author().with_mark(standing.reach.own).with_follow(tuple(standing.own_seats))
    return with_draft(read, standing.reach.own, path).first()


def arguments(step: Step, *, standing: Standing) -> QuerySet[Argument]:
    """Of the barriers the person sees, each with the quotations that may still stand."""
    return Argument.objects.visible_to(standing).of(step).with_quotations()


def effects(outcome: Outcome, *, standing: Standing) -> list[tuple[Effect, Answers]]:
    """What it does to each barrier the person sees, and what those who reported it say."""
    found = list(Effect.objects.visible_to(standing).of(outcome))
    said = answers([effect.pk for effect in found], standing=standing)
    return [(effect, said[effect.pk]) for effect in found]


def likely(network: Network, *, reader: Reader) -> QuerySet[Barrier]:
    """Those political work is most likely about: the latest that are worked with, or waiting for it."""
    return Barrier.objects.visible_to(reader).listed().in_network(network).worked_with().with_author().latest_first()


def quotable(barrier: Barrier) -> ReportQuerySet:
    found = Report.objects.of(barrier).filter(consent=Consent.PUBLIC).with_all()
    return found.order_by("organisation__sort_key", "pk")


def untold(network: Network, *, reader: Reader) -> QuerySet[Outcome]:
    """What was decided and no reporter has been told of."""
    return Outcome.objects.visible_to(reader).in_network(network).untold().with_author()


def pressing(network: Network, *, reader: Reader) -> QuerySet[Step]:
    """What is planned or due within two weeks, or late, and not delivered."""
    return Step.objects.visible_to(reader).in_network(network).pressing(today() + SOON).with_author()
