"""Which report lies where, and who has what, however barriers are merged, told apart and reported meanwhile."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count, product

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klimanet.barriers.models import Barrier, Consent, Report
from klimanet.barriers.operations.reports import bring_back, join, withdraw
from klimanet.barriers.permissions import reporting_for
from klimanet.barriers.queries.barriers import weighed
from klimanet.entries.models import Entry, Merging
from klimanet.entries.operations.merging import merge, separate
from klimanet.entries.permissions import standing
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import assess, make_report

pytestmark = pytest.mark.django_db
WHO = ("anders", "aase", "nadia")  # each of a municipality of its own
UNNAMED = 2  # who of these is counted without a name
BARRIERS = range(4)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["join", "note"]), st.sampled_from(BARRIERS), st.sampled_from(range(len(WHO)))),
        st.tuples(st.just("merge"), st.sampled_from(BARRIERS), st.sampled_from(BARRIERS)),
        st.tuples(st.just("separate"), st.sampled_from(BARRIERS), st.none()),
        st.tuples(st.sampled_from(["withdraw", "bring back"]), st.integers(0, 7), st.booleans()),
    ),
    min_size=6,
    max_size=16,
)


@dataclass
class Said:
    """A report: of whom, where it was made, where it lies, and by which merging; when it was taken back, None while it stands."""

    who: int
    made_at: int
    at: int
    made_noted: bool = False  # by the secretariat, for the municipality
    brought_by: int | None = None
    gone: int | None = None
    noted: bool = False  # whether it is the secretariat's still: the municipality has said nothing of it

    def __post_init__(self) -> None:
        self.noted = self.made_noted


@dataclass
class Model:
    """All there is to know of it."""

    said: list[Said] = field(default_factory=list)
    into: dict[int, int] = field(default_factory=dict)
    clock: count = field(default_factory=partial(count, 1))

    def end(self, barrier: int) -> int:
        return self.end(self.into[barrier]) if barrier in self.into else barrier

    def merged_with(self, barrier: int) -> set[int]:
        return {barrier}.union(*(self.merged_with(other) for other, target in self.into.items() if target == barrier))

    def standing(self, barrier: int) -> list[Said]:
        return [one for one in self.said if one.at == barrier and one.gone is None]

    def has(self, barrier: int, who: int) -> bool:
        return who in [one.who for one in self.standing(barrier)]

    def together(self, one: Said) -> list[Said]:
        return [other for other in self.said if other.who == one.who and self.end(other.at) == self.end(one.at)]

    def lacks(self, barrier: int, who: int) -> bool:
        """Whether its municipality took it back there, itself, last."""
        theirs = [one for one in self.said if (one.at, one.who) == (barrier, who)]
        return bool(theirs) and not max(theirs, key=lambda one: one.gone or 0).noted

    def join(self, barrier: int, who: int, *, noted: bool = False) -> bool:
        if barrier in self.into or self.has(barrier, who) or (noted and self.lacks(barrier, who)):
            return False
        self.said.append(Said(who, barrier, barrier, noted))
        return True

    def withdraw(self, one: Said, *, runs: bool) -> bool:
        moment = next(self.clock)
        if runs and not one.noted:
            return False
        if one.gone is None:
            theirs = [other for other in self.together(one) if other.gone is None]
            if runs and not all(other.noted for other in theirs):
                return False
            for other in theirs:
                other.gone, other.noted = moment, runs
        return True

    def bring_back(self, one: Said, *, runs: bool) -> bool:
        if runs and not one.noted:
            return False
        if one.gone is None:
            return True
        if one.at in self.into or self.has(one.at, one.who):
            return False
        moment = one.gone
        for other in self.together(one):
            if other.gone == moment and not self.has(other.at, other.who):
                other.gone, other.noted = None, other.made_noted
        return True

    def counted(self, barrier: int) -> int:
        """How many municipalities the network's total has this month: one without its name also when it took it back."""
        named = {one.who for one in self.standing(barrier) if one.who != UNNAMED and not one.made_noted}
        return len(named) + any((one.at, one.who, one.made_noted) == (barrier, UNNAMED, False) for one in self.said)

    def merge(self, source: int, target: int) -> bool:
        if source == target or {source, target} & self.into.keys():
            return False
        for one in self.standing(source):
            if not self.has(target, one.who):
                one.at, one.brought_by = target, source if one.brought_by is None else one.brought_by
        self.into[source] = target
        return True

    def separate(self, source: int) -> bool:
        if source not in self.into:
            return True
        if (target := self.into[source]) in self.into:
            return False
        del self.into[source]
        for one in self.said:
            if one.at == target and one.brought_by in self.merged_with(source):
                one.at, one.brought_by = source, None if one.brought_by == source else one.brought_by
        return True


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_reports_lie_and_count_as_a_model_says(barriers, steps):
    Report.objects.all().delete()
    Merging.objects.all().delete()
    Entry.objects.update(merged_into=None, goes_on_in=None)
    model, made = Model(), list[Report]()
    people, karen = [cast.person(key) for key in WHO], cast.person("karen")
    places = [reporting_for(standing(person, cast.network()))[0] for person in people]
    for what, first, second in steps:
        if what in ("withdraw", "bring back") and first >= len(made):
            continue
        try:
            match what:
                case "join":
                    expected = model.join(first, second)
                    consent = Consent.UNNAMED if second == UNNAMED else Consent.NAMED
                    made.append(join(now(barriers[first]), stopped="x", consent=consent, actor=people[second]))
                    Report.objects.filter(pk=made[-1].pk).update(consented_at=timezone.now() - timedelta(days=40))
                case "note":
                    expected = model.join(first, second, noted=True)
                    made.append(join(now(barriers[first]), stopped="x", organisation=places[second], actor=karen))
                case "merge":
                    expected = model.merge(first, second)
                    merge(now(barriers[first]), target=now(barriers[second]), actor=karen)
                case "separate":
                    expected = model.separate(first)
                    separate(now(barriers[first]), actor=karen)
                case "withdraw":
                    expected = model.withdraw(model.said[first], runs=second)
                    withdraw(again(made[first]), actor=karen if second else people[model.said[first].who])
                case "bring back":
                    expected = model.bring_back(model.said[first], runs=second)
                    bring_back(again(made[first]), actor=karen if second else people[model.said[first].who])
        except (Refusal, PermissionDenied):
            assert not expected, (what, first, second)
        else:
            assert expected, (what, first, second)
        compare(model, barriers, made)
    while model.into:  # whatever was said, all that was merged can be told apart again
        for barrier in BARRIERS:
            if model.separate(barrier):
                separate(now(barriers[barrier]), actor=karen)
    compare(model, barriers, made)
    assert [one.at for one in model.said] == [one.made_at for one in model.said]


def compare(model: Model, barriers: list[Barrier], made: list[Report]) -> None:
    found = [again(report) for report in made]
    assert [(one.barrier_id, one.withdrawn_at is None) for one in found] == [
        (barriers[one.at].pk, one.gone is None) for one in model.said
    ]
    ends = {barrier.pk: barrier.goes_on_in_id for barrier in map(now, barriers)}
    assert ends == {barriers[at].pk: barriers[model.end(at)].pk if at in model.into else None for at in BARRIERS}
    counted = weighed(Barrier.objects.filter(pk__in=ends), standing=standing(cast.person("karen"), cast.network()))
    weights = {barrier.pk: (barrier.weight, barrier.everybody) for barrier in counted}
    assert weights == {barriers[at].pk: (model.counted(at), len(model.standing(at))) for at in BARRIERS}
    for at, who in product(BARRIERS, range(len(WHO))):
        assert sum(one.who == who for one in model.standing(at)) <= 1


@pytest.fixture
def barriers() -> list[Barrier]:
    found = [make_report("mette", summary=f"Regel {number}").barrier for number in BARRIERS]
    for barrier in found:
        assess(barrier)
    return found


def now(barrier: Barrier) -> Barrier:
    return Barrier.objects.get(pk=barrier.pk)


def again(report: Report) -> Report:
    return Report.objects.select_related("barrier__network", "organisation").get(pk=report.pk)
