"""What members see in figures: who has reported barriers, how far those are, and what came of it half-year by half-year.

Totals count as `weighed` does, from the second rung of consent on; maps, lists and breakdowns show named reports only.
"""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klimanet.barriers.models import Barrier, Change, Effect, Outcome, Report, State, Step
from klimanet.barriers.models.barriers import UNASSESSED
from klimanet.barriers.queries.barriers import this_month
from klimanet.design.tiles import Tile
from klimanet.entries.permissions import Standing
from klimanet.members.models import Network, Region
from klimanet.members.models.networks import today
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


@dataclass(frozen=True)
class Had:
    """A municipality and how many barriers it is known by name to have."""

    place: Place
    number: int


def municipalities(network: Network, *, standing: Standing) -> tuple[int, int, list[Had]]:
    """How many municipalities have reported a barrier as far as the network may know, of how many there are; and who, by name."""
    reported = Report.objects.filter(barrier__in=_barriers(network, standing))
    counted = reported.counted(this_month()).aggregate(number=Count("organisation", distinct=True))["number"]
    slugs = Counter(reported.named().order_by().values_list("organisation__slug", flat=True))
    country = [place for place in places(network, counted=False) if place.is_municipality]
    return counted, len(country), [Had(place, slugs[place.slug]) for place in country]


def tiles(network: Network, had: list[Had]) -> tuple[Tile, ...]:
    """The map: who is known by name to have a barrier, and how many."""
    return tuple(
        Tile(
            name=one.place.name,
            short=one.place.short,
            column=one.place.column,
            row=one.place.row,
            state="member" if one.number else "outside",
            label=_label(one),
            href=path_to("organisation", network.slug, one.place.slug) if one.number else "",
        )
        for one in had
        if one.place.column is not None and one.place.row is not None
    )


def by_theme(network: Network, *, standing: Standing) -> list[tuple[object, list[int]]]:
    """Each theme with how many barriers are in each of GROUPS, in the themes' own order; one with several is counted in each."""
    rows = _barriers(network, standing).order_by().values_list("themes", "state").annotate(number=Count("pk"))
    numbers: Counter = Counter()
    for theme, state, number in rows:
        numbers[theme, next(name for name, states in GROUPS.items() if state in states)] += number
    themes = [(theme, theme.pk) for theme in network.themes.current()] + [(_("Without a theme"), None)]
    found = [(theme, [numbers[key, group] for group in GROUPS]) for theme, key in themes]
    return [(theme, cells) for theme, cells in found if any(cells)]


def by_region(network: Network, *, standing: Standing) -> list[tuple[str, int]]:
    """How many municipalities known by name there are in each region of today, small ones together with their neighbour."""
    named = Report.objects.filter(barrier__in=_barriers(network, standing)).named()
    rows = Region.objects.on(today()).with_municipalities(named.values("organisation"), today())
    return joined([(region.name, region.number) for region in rows])


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
    received: int
    assessed: int
    steps: list[Step]
    outcomes: list[tuple[Outcome, list[Effect]]]
    concluded: list[tuple[str, int]]  # how many barriers came to each state they end in
    ends: list[Change]  # to such a state without an outcome: each with its line


def account(network: Network, half: HalfYear, *, standing: Standing) -> Account:
    since, until = midnight(half.since), midnight(half.until)
    barriers = _barriers(network, standing)
    moved = Change.objects.standing().filter(at__gte=since, at__lt=until, barrier__in=barriers).order_by()
    states = Counter(dict(moved.values_list("state").annotate(number=Count("barrier", distinct=True))))
    delivered = Step.objects.visible_to(standing).in_network(network).delivered(half.since, half.until)
    decided = Outcome.objects.visible_to(standing).in_network(network).decided(half.since, half.until)
    outcomes = list(decided.with_author())
    effects = list(Effect.objects.visible_to(standing).of_any(outcomes))
    return Account(
        has_earlier=barriers.filter(received_at__lt=since).exists(),
        received=barriers.filter(received_at__gte=since, received_at__lt=until).count(),
        assessed=states[State.ASSESSED],
        steps=list(delivered.with_author()),
        outcomes=[(one, [effect for effect in effects if effect.outcome_id == one.pk]) for one in outcomes],
        concluded=[(str(state.label), states[state]) for state in State if state in ENDS and states[state]],
        ends=list(
            moved.filter(state__in=ENDS, effect=None)
            .select_related("barrier__network")
            .order_by("barrier__title", "pk")
        ),
    )


def _barriers(network: Network, standing: Standing) -> QuerySet[Barrier]:
    return Barrier.objects.visible_to(standing).listed().in_network(network)


def _label(one: Had) -> str:
    if not one.number:
        return _("%s, no barrier known by name") % one.place.name
    numbered = ngettext("%(name)s, %(number)d barrier", "%(name)s, %(number)d barriers", one.number)
    return numbered % {"name": one.place.name, "number": one.number}
