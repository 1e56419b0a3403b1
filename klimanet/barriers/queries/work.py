"""What pages about political work and its outcomes compose, and a barrier's story of both."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone

from klimanet.barriers.models import Answer, Argument, Barrier, Change, Consent, Effect, Helped, Outcome, Report, Step
from klimanet.barriers.models.reports import ReportQuerySet
from klimanet.barriers.queries.barriers import story
from klimanet.entries.models.reading import with_draft
from klimanet.entries.permissions import Standing
from klimanet.members.models import Network, Reader
from klimanet.members.models.networks import today
from klimanet.text.dates import midnight
from klimanet.text.paging import Page, page_of


@dataclass
class Told:
    """One thing of a barrier's story: that it was moved, that something was done for it, or what came of that."""

    on: datetime.date
    change: Change | None = None
    argument: Argument | None = None
    effect: Effect | None = None
    helped: list[tuple[str, int]] = field(default_factory=list)  # how many municipalities say so, by what they say
    answers: list[Answer] = field(default_factory=list)  # those with a name that one may read


def whole_story(barrier: Barrier, *, standing: Standing) -> list[Told]:
    """From the first to the latest, of one day in the order it was done; an outcome stands in place of the change it led to."""
    arguments = Argument.objects.visible_to(standing).for_barrier(barrier)
    effects = list(Effect.objects.visible_to(standing).for_barrier(barrier))
    led_to = {effect.change_id for effect in effects}
    changes = [change for change in story(barrier, standing=standing) if change.pk not in led_to]
    told = [Told(timezone.localdate(change.at), change=change) for change in changes]
    told += [Told(argument.step.happened_on, argument=argument) for argument in arguments]
    told += [Told(effect.outcome.decided_on, effect=effect) for effect in effects]
    add_answers([one for one in told if one.effect], standing=standing)
    return sorted(told, key=lambda one: one.on)


def add_answers(told: list[Told], *, standing: Standing) -> None:
    """What those who reported say of whether it helped; totals as the network may know, the secretariat's of all."""
    effects = [one.effect for one in told if one.effect]
    if not effects:
        return
    known = Answer.objects.of_any(effects)
    if not standing.runs:
        known = known.counted(midnight(today().replace(day=1)))
    counts = Counter(known.values_list("effect", "helped"))
    readable = Report.objects.visible_to(standing).values("pk")
    named = Answer.objects.of_any(effects).filter(report__in=readable).select_related("report__organisation")
    for one in told:
        key = one.effect.pk if one.effect else 0
        one.helped = [(str(helped.label), counts[key, helped]) for helped in Helped if counts[key, helped]]
        one.answers = [answer for answer in named if answer.effect_id == key]


def undoable(told: list[Told]) -> Change | Effect | None:
    """What was done last, as long as it can be taken back."""
    done = [one.change or one.effect for one in told]
    latest = max((one for one in done if one), key=lambda one: one.at, default=None)
    return latest if latest and latest.is_undoable else None


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


def told(outcome: Outcome, *, standing: Standing) -> list[Told]:
    """What it does to each barrier the person sees, and what those who reported it say."""
    effects = Effect.objects.visible_to(standing).of(outcome).select_related("change")
    found = [Told(timezone.localdate(effect.at), effect=effect) for effect in effects]
    add_answers(found, standing=standing)
    return found


def likely(network: Network, *, reader: Reader) -> QuerySet[Barrier]:
    """Those political work is most likely about: the latest that are worked with, or waiting for it."""
    return Barrier.objects.visible_to(reader).listed().in_network(network).worked_with().with_author().latest_first()


def quotable(barrier: Barrier) -> ReportQuerySet:
    found = Report.objects.of(barrier).filter(consent=Consent.PUBLIC).with_all()
    return found.order_by("organisation__sort_key", "pk")


def to_answer(effects: Iterable[Effect], reports: Iterable[Report]) -> list[tuple[Report, Effect]]:
    """What one's own municipalities may be asked of: whether each outcome helped them."""
    effects = list(effects)
    return [(report, effect) for report in reports for effect in effects if effect.is_of(report)]


def untold(network: Network, *, reader: Reader) -> QuerySet[Outcome]:
    """What was decided and no reporter has been told of."""
    return Outcome.objects.visible_to(reader).in_network(network).untold().with_author()
