"""What pages about political work and its outcomes compose."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple, TypeVar

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from klimanet.barriers.models import (
    Answer,
    Argument,
    Barrier,
    Consent,
    Effect,
    Helped,
    Outcome,
    Report,
    Sequel,
    State,
    Step,
)
from klimanet.barriers.models.barriers import by_now
from klimanet.barriers.models.reports import ReportQuerySet
from klimanet.barriers.models.steps import StepQuerySet
from klimanet.barriers.permissions import reporting_for
from klimanet.barriers.queries.barriers import as_compared, nearest
from klimanet.barriers.queries.stories import Answers, answers
from klimanet.entries.models.reading import with_draft
from klimanet.entries.permissions import Standing
from klimanet.members.models import Network, Reach, Reader
from klimanet.members.models.networks import today
from klimanet.questions.prepared import prepared
from klimanet.text.paging import Page, page_of

SOON = timedelta(days=14)
LIKELY = 20  # barriers that are offered
FEW = 5  # questions that are shown at once

KindT = TypeVar("KindT", Step, Outcome)


def listing(kind: type[Step] | type[Outcome], network: Network, *, standing: Standing, after: str, **wanted) -> Page:
    """`wanted` is what the kind's filter answers."""
    found = kind.objects.visible_to(standing).in_network(network).narrowed(reader=standing, **wanted)
    return page_of(found.with_author(), by=["-last_activity_at", "-pk"], after=after, size=25)


def read(kind: type[KindT], network: Network, number: int, *, standing: Standing, path: str) -> KindT | None:
    """The one with that number, with the person's mark, follow and draft (begun at `path`); None where they do not see it."""
    found = kind.objects.visible_to(standing).in_network(network).numbered(number).with_author()
    read = found.with_mark(standing.reach.own).with_follow(tuple(standing.own_seats))
    return with_draft(read, standing.reach.own, path).first()


def arguments(step: Step, *, standing: Standing) -> QuerySet[Argument]:
    """Of the barriers the person sees, each with the quotations that may still stand."""
    return Argument.objects.visible_to(standing).of(step).with_quotations()


def effects(outcome: Outcome, *, standing: Standing) -> list[tuple[Effect, Answers]]:
    """What it does to each barrier the person sees, and what those who reported it say."""
    found = list(Effect.objects.visible_to(standing).of(outcome).with_tells())
    said = answers([effect.pk for effect in found], standing=standing)
    return [(effect, said[effect.pk]) for effect in found]


def steps_that_led_to(outcome: Outcome, *, standing: Standing) -> QuerySet[Step]:
    return Step.objects.visible_to(standing).that_led_to(outcome).select_related("network")


def came_of(step: Step, *, standing: Standing) -> QuerySet[Outcome]:
    return Outcome.objects.visible_to(standing).came_of(step).select_related("network")


class Planned(NamedTuple):
    """Work that is planned for a barrier, each with the other open barriers it argues for; `known`: all that argues for it."""

    steps: list[tuple[Step, list[str]]]
    known: StepQuerySet


def planned(barrier: Barrier, *, reader: Reader) -> Planned:
    known = Step.objects.visible_to(reader).arguing_for(barrier)
    steps = list(known.planned())
    others: dict[int, list[str]] = {step.pk: [] for step in steps}
    for argument in Argument.objects.visible_to(reader).filter(step__in=steps).besides(barrier):
        others[argument.step_id].append(argument.title)
    return Planned([(step, others[step.pk]) for step in steps], known)


def untold_barriers(outcome: Outcome, *, reader: Reader) -> list[Barrier]:
    """Those it was noted from, or that the work argues for which led to it, and whose reporters have not been told of it."""
    known = Barrier.objects.visible_to(reader).listed().with_author()
    return list(known.awaiting(outcome).order_by("pk")[:LIKELY])


def untold_here(barrier: Barrier, *, standing: Standing) -> list[Outcome]:
    """What was decided about it and is not told to those who reported it; for whoever runs the network."""
    if not standing.runs or barrier.merged_into_id:
        return []
    return list(Outcome.objects.visible_to(standing).awaited_by(barrier).select_related("network"))


def likely_to_be_told(outcome: Outcome, *, reader: Reader) -> list[Barrier]:
    """First those that it is about, as far as is known; none of which something is told already."""
    first = untold_barriers(outcome, reader=reader)
    return _once(*first, *likely(outcome.network, reader=reader).exclude(effects__outcome=outcome)[:LIKELY])


def _once(*barriers: Barrier) -> list[Barrier]:
    return list({barrier.pk: barrier for barrier in barriers}.values())[:LIKELY]


def likely(network: Network, *, reader: Reader) -> QuerySet[Barrier]:
    """Those political work is most likely about: that are worked with, or waiting for it."""
    found = Barrier.objects.visible_to(reader).listed().in_network(network).worked_with()
    return found.with_author().furthest_first()


def likely_sequels(barrier: Barrier, *, said: list[Sequel], reader: Reader) -> list[Barrier]:
    """Those that were begun from it or from what came of it, then those that are worked with, the most alike first.

    In what it is `said` to go on already is left out.
    """
    outcomes = Effect.objects.visible_to(reader).for_barrier(barrier).values("outcome")
    known = Barrier.objects.visible_to(reader).listed().with_author()
    begun = known.begun_from(barrier, outcomes).order_by("-pk")[:LIKELY]
    worked_with = likely(barrier.network, reader=reader)
    keys = list(worked_with.values_list("pk", flat=True))
    text = as_compared(barrier.title, barrier.text, barrier.rule)
    alike = nearest(barrier.network, text, among=dict(zip(keys, keys, strict=True)), most=2 * LIKELY)
    wanted = [*alike, *keys[: 2 * LIKELY]]
    found = worked_with.in_bulk(wanted)
    left_out = Sequel.objects.leading_to(barrier).union(sequel.end for sequel in said)
    offered = (*begun, *(found[key] for key in wanted))
    return _once(*(one for one in offered if one.pk not in left_out))


def sequels(barrier: Barrier) -> list[Sequel]:
    """In what it goes on: each once, whatever was merged."""
    return list({sequel.end: sequel for sequel in Sequel.objects.of(barrier)}.values())


def quotable(barrier: Barrier) -> ReportQuerySet:
    found = Report.objects.of(barrier).filter(consent=Consent.PUBLIC).with_all()
    return found.order_by("organisation__sort_key", "pk")


def with_questions(reports: Iterable[Report], *, reader: Reader) -> list[Report]:
    """Each with `questions`: what is said to help it, of which its municipality has not said whether it does."""
    found = list(reports)
    effects = Effect.objects.visible_to(reader).asked_about().annotate(end=by_now("barrier", "pk"))
    theirs = effects.filter(end__in=[report.barrier_id for report in found])
    asked = list(theirs.select_related("outcome").order_by("pk"))
    said = set(Answer.objects.said().filter(effect__in=asked).values_list("effect", "report"))
    for report in found:
        its = [effect for effect in asked if effect.end == report.barrier_id]
        report.questions = [effect for effect in its if (effect.pk, report.pk) not in said]
    return found


def open_questions(network: Network, *, standing: Standing) -> list[Effect]:
    """What the person's municipality was asked about and has not answered: the latest, with the report that each `asks` of."""
    own = tuple(organisation.pk for organisation in reporting_for(standing))
    return _open_questions(standing.reach, network.pk, own) if own else []


@prepared
def _open_questions(reach: Reach, network: int, own: tuple[int, ...]) -> QuerySet[Effect]:
    said = Answer.objects.said().filter(effect=OuterRef(OuterRef("pk")), report=OuterRef("pk"))
    reports = Report.objects.standing().of_any(own).filter(barrier=OuterRef("end")).exclude(Exists(said))
    asked = Effect.objects.visible_to(reach).filter(barrier__network=network, asked_at__isnull=False)
    found = asked.annotate(end=by_now("barrier", "pk"))
    found = found.annotate(asks=Subquery(reports.order_by("pk").values("pk")[:1])).filter(asks__isnull=False)
    return found.select_related("outcome").order_by("-asked_at", "-pk")[:FEW]


def untold(network: Network, *, reader: Reader) -> QuerySet[Outcome]:
    """What was decided and no reporter has been told of."""
    return Outcome.objects.visible_to(reader).in_network(network).untold().with_author()


def pressing(network: Network, *, reader: Reader) -> QuerySet[Step]:
    """What is planned or due within two weeks, or late, and not delivered."""
    return Step.objects.visible_to(reader).in_network(network).pressing(today() + SOON).with_author()


def confirmed_by_all(network: Network, *, reader: Reader) -> QuerySet[Barrier]:
    """What is eased or solved, where every municipality that has said whether the latest outcome helped says yes."""
    over = Barrier.objects.visible_to(reader).listed().in_network(network).filter(state__in=[State.EASED, State.SOLVED])
    latest = Effect.objects.for_barrier(OuterRef("pk")).order_by("-pk").values("pk")[:1]
    said = Answer.objects.said().filter(effect=OuterRef("latest"))
    found = over.annotate(latest=Subquery(latest)).filter(Exists(said.filter(helped=Helped.YES)))
    return found.exclude(Exists(said.exclude(helped=Helped.YES))).with_author().order_by("last_activity_at", "pk")
