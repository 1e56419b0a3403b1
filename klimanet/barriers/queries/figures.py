"""What members see in figures: who has reported barriers, how far those are, and what came of it half-year by half-year.

Totals count as `weighed` does, from the second rung of consent on; maps, lists and breakdowns show named reports only. Beside
each figure the secretariat sees how many there are in all.
"""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klimanet.barriers.models import Barrier, Change, Effect, Outcome, Report, State, Step
from klimanet.barriers.models.barriers import UNASSESSED, BarrierQuerySet
from klimanet.barriers.models.changes import ChangeQuerySet
from klimanet.barriers.models.figures import Figure
from klimanet.barriers.models.reports import ReportQuerySet, this_month
from klimanet.design.tiles import Tile
from klimanet.entries.permissions import Standing
from klimanet.members.models import Network, Region
from klimanet.members.models.networks import today
from klimanet.members.models.reading import anybody_in
from klimanet.members.queries import Place, places
from klimanet.text.addresses import path_to
from klimanet.text.dates import midnight

LEAST = 5  # municipalities in a cell of a breakdown; a smaller one is shown together with its neighbour
GROUPS = {  # of states, as members are told how far the barriers are
    "open": (*UNASSESSED, State.ASSESSED, State.PRIORITISED, State.PARKED),
    "advocacy": (State.ADVOCACY,),
    "won": (State.EASED, State.SOLVED, State.CONFIRMED),
    "lost": (State.DROPPED, State.REJECTED),
}
ENDS = (*GROUPS["won"], *GROUPS["lost"])
RECEIVED = "here"  # of what happened: that it was received, which is no change


@dataclass(frozen=True)
class Had:
    """A municipality and how many barriers it has: shown, those it is known by name to have."""

    place: Place
    number: Figure

    @property
    def in_words(self) -> str:
        known = ngettext("%(number)d barrier", "%(number)d barriers", self.number.shown)
        return self.number.beside(known % {"number": self.number.shown})


def municipalities(network: Network, *, standing: Standing) -> tuple[Figure, int, list[Had]]:
    """How many municipalities have reported a barrier, of how many there are; and who."""
    shown, everything = _barriers(network, standing)
    reported = Report.objects.filter(barrier__in=shown)
    counted = reported.counted(this_month()).aggregate(number=Count("organisation", distinct=True))["number"]
    is_named = Q(pk__in=reported.named().values("pk"))
    rows = Report.objects.standing().filter(barrier__in=everything).order_by().values_list("organisation__slug")
    facts = {"number": Count("pk"), "named": Count("pk", filter=is_named)}
    numbers = {slug: (named, number) for slug, number, named in rows.annotate(**facts)}
    named = {slug: number[0] for slug, number in numbers.items()}
    every = {slug: number[1] for slug, number in numbers.items()} if standing.runs else named
    all_counted = len(every) if standing.runs else counted
    country = [place for place in places(network, counted=False) if place.is_municipality]
    had = [Had(place, Figure(named.get(place.slug, 0), every.get(place.slug, 0))) for place in country]
    return Figure(counted, all_counted), len(country), had


def tiles(network: Network, had: list[Had]) -> tuple[Tile, ...]:
    """The map: who is known by name to have a barrier, and how many; those the secretariat alone knows of look as the others."""
    return tuple(
        Tile(
            name=one.place.name,
            short=one.place.short,
            column=one.place.column,
            row=one.place.row,
            state="member" if one.number.shown else "outside",
            label=_label(one),
            href=path_to("organisation", network.slug, one.place.slug) if any(one.number) else "",
        )
        for one in had
        if one.place.column is not None and one.place.row is not None
    )


def by_theme(network: Network, *, standing: Standing) -> list[tuple[object, list[Figure]]]:
    """Each theme with how many barriers are in each of GROUPS, in the themes' own order; one with several is counted in each."""
    known, every = _by_theme(*_barriers(network, standing))
    themes = [(theme, theme.pk) for theme in network.themes.current()] + [(_("Without a theme"), None)]
    found = [(theme, [Figure(known[key, group], every[key, group]) for group in GROUPS]) for theme, key in themes]
    return [(theme, cells) for theme, cells in found if any(map(any, cells))]


def _by_theme(shown: BarrierQuerySet, everything: BarrierQuerySet) -> tuple[Counter, Counter]:
    """How many are shown, and in all, by the theme's key and the name of one of GROUPS."""
    known: Counter = Counter()
    every: Counter = Counter()
    facts = {"number": Count("pk"), "read": Count("pk", filter=Q(pk__in=shown.values("pk")))}
    for theme, state, number, read in everything.order_by().values_list("themes", "state").annotate(**facts):
        cell = theme, next(name for name, states in GROUPS.items() if state in states)
        known[cell] += read
        every[cell] += number
    return known, every


def by_region(network: Network, *, standing: Standing) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """How many municipalities known by name there are in each region of today, small ones together with their neighbour.

    And each region with all, for the secretariat.
    """
    shown, everything = _barriers(network, standing)
    reports = Report.objects.standing()
    known = _by_region(reports.filter(barrier__in=shown).named())
    return joined(known), _by_region(reports.filter(barrier__in=everything)) if standing.runs else []


def _by_region(reports: ReportQuerySet) -> list[tuple[str, int]]:
    rows = Region.objects.on(today()).with_municipalities(reports.values("organisation"), today())
    return [(region.name, region.number) for region in rows]


def joined(cells: list[tuple[str, int]], least: int = LEAST) -> list[tuple[str, int]]:
    """No cell under `least`: it is put together with the next, the last with the one before; none, where all are too few."""
    found: list[tuple[str, int]] = []
    for name, number in cells:
        if found and found[-1][1] < least:
            earlier, before = found.pop()
            name, number = f"{earlier}, {name}", before + number
        found.append((name, number))
    if len(found) > 1 and found[-1][1] < least:
        (name, number), (last, few) = found[-2:]
        found[-2:] = [(f"{name}, {last}", number + few)]
    return found if found and found[-1][1] >= least else []


@dataclass(frozen=True)
class HalfYear:
    """January to June, or July to December."""

    year: int
    half: int  # 1 or 2

    @property
    def since(self) -> datetime.date:
        return datetime.date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def until(self) -> datetime.date:
        """The first day after it."""
        return self.next.since

    @property
    def next(self) -> "HalfYear":
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    @property
    def previous(self) -> "HalfYear":
        return HalfYear(self.year, 1) if self.half == 2 else HalfYear(self.year - 1, 2)

    @property
    def code(self) -> str:
        """As an address has it."""
        return f"{self.year}-{self.half}"

    @property
    def is_over(self) -> bool:
        return self.until <= today()

    def __str__(self) -> str:
        months = _("January to June %d") if self.half == 1 else _("July to December %d")
        return months % self.year


def half_year_of(day: datetime.date) -> HalfYear:
    return HalfYear(day.year, 1 if day.month < 7 else 2)


@dataclass(frozen=True)
class Account:
    """What happened in a half-year, as far as the reader sees it."""

    has_earlier: bool  # whether anything was received before it
    received: Figure
    assessed: Figure
    steps: list[Step]
    outcomes: list[tuple[Outcome, list[Effect]]]
    concluded: list[tuple[str, Figure]]  # how many barriers came to each state they end in
    ends: list[Change]  # to such a state, but for those that `outcomes` tell


def account(network: Network, half: HalfYear, *, standing: Standing) -> Account:
    shown, everything = _barriers(network, standing)
    known = _happened(shown, half)
    every = _happened(everything, half) if standing.runs else known
    figures = {what: Figure(known[what], every[what]) for what in (RECEIVED, *State)}
    delivered = Step.objects.visible_to(standing).in_network(network).delivered(half.since, half.until)
    decided = Outcome.objects.visible_to(standing).in_network(network).decided(half.since, half.until)
    outcomes = list(decided.with_author())
    effects = list(Effect.objects.visible_to(standing).of_any(outcomes))
    return Account(
        has_earlier=everything.filter(received_at__lt=midnight(half.since)).exists(),
        received=figures[RECEIVED],
        assessed=figures[State.ASSESSED],
        steps=list(delivered.with_author()),
        outcomes=[(one, [effect for effect in effects if effect.outcome_id == one.pk]) for one in outcomes],
        concluded=[(str(state.label), figures[state]) for state in State if state in ENDS and any(figures[state])],
        ends=list(
            _reached(everything, half)
            .filter(state__in=ENDS)
            .exclude(effect__in=[effect.pk for effect in effects])
            .select_related("barrier__network", "effect")
            .order_by("barrier__title", "pk")
        ),
    )


def _happened(barriers: BarrierQuerySet, half: HalfYear) -> Counter:
    """How many were received, and how many came to each state."""
    since, until = midnight(half.since), midnight(half.until)
    received = barriers.received_here().filter(received_at__gte=since, received_at__lt=until).count()
    states = _reached(barriers, half).values_list("state").annotate(number=Count("barrier", distinct=True))
    return Counter({RECEIVED: received, **dict(states)})


def _reached(barriers: BarrierQuerySet, half: HalfYear) -> ChangeQuerySet:
    """The changes of that time; not to an end from which the barrier was opened again before the half-year was over."""
    since, until = midnight(half.since), midnight(half.until)
    changes = Change.objects.standing().filter(at__lt=until).order_by()
    later = changes.filter(barrier=OuterRef("barrier"), pk__gt=OuterRef("pk"))
    return changes.filter(~Q(state__in=ENDS) | ~Exists(later), at__gte=since, barrier__in=barriers)


def _barriers(network: Network, standing: Standing) -> tuple[BarrierQuerySet, BarrierQuerySet]:
    """Those the network reads, and those the reader does, who may run it."""
    listed = Barrier.objects.listed().in_network(network)
    return listed.visible_to(anybody_in(network)), listed.visible_to(standing)


def _label(one: Had) -> str:
    shown = one.number.shown
    if shown:
        numbered = ngettext("%(name)s, %(number)d barrier", "%(name)s, %(number)d barriers", shown)
        known = numbered % {"name": one.place.name, "number": shown}
    else:
        known = _("%s, no barrier known by name") % one.place.name
    return one.number.beside(known)
