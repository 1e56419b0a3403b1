"""A prepared query answers as the queryset does, whatever it is asked with, and refuses what would stand still."""

import datetime

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from klimanet.members.models import Holding, Membership, Organisation
from klimanet.members.models.reading import _held_by
from klimanet.questions.prepared import prepared
from tests import cast

pytestmark = pytest.mark.django_db


@prepared
def named(slugs: tuple[str, ...], only_municipalities: bool) -> QuerySet[Organisation]:
    found = Organisation.objects.filter(slug__in=slugs).order_by("slug")
    return found.filter(kind="municipality") if only_municipalities else found


@prepared
def begun(network: int, day: datetime.date) -> QuerySet[Membership]:
    return Membership.objects.filter(network=network, since__lt=day).select_related("organisation").order_by("pk")


def slugs(rows) -> list[str]:
    return [row.slug for row in rows]


def test_each_question_gets_its_own_answer():
    assert slugs(named(("odense", "vejle"), True)) == ["odense", "vejle"]
    assert slugs(named(("aarhus", "ribe"), True)) == ["aarhus"]
    assert slugs(named(("kl", "vejle"), False)) == ["kl", "vejle"]
    assert slugs(named(("kl", "vejle"), True)) == ["vejle"]
    assert slugs(named(("samsoe",), True)) == ["samsoe"]
    assert named((), True) == []
    assert slugs(named(("odense' OR 1=1 --", "vejle"), True)) == ["vejle"]


def test_days_and_related_rows(django_assert_num_queries):
    network = cast.network()
    for day in (timezone.localdate(), datetime.date(1980, 1, 1)):
        plain = list(Membership.objects.filter(network=network, since__lt=day).order_by("pk"))
        with django_assert_num_queries(1):
            rows = begun(network.pk, day)
            assert [(row, row.organisation.pk) for row in rows] == [(row, row.organisation_id) for row in plain]


def test_a_seat_that_is_suspended_gives_no_access_at_the_next_question():
    anders, today = cast.person("anders"), timezone.localdate()
    (held,) = _held_by(anders.pk, today)
    assert held.seat == cast.seat("anders")
    Holding.objects.filter(pk=held.pk).update(ended_at=timezone.now())
    assert _held_by(anders.pk, today) == []


def by_the_clock(network: int):
    return Holding.objects.filter(seat__membership__network=network, began_at__lt=timezone.now())


def changed(number: int):
    return Organisation.objects.filter(pk=number + 1)


def ahead(number: int):
    return Organisation.objects.filter(pk=number).prefetch_related("memberships")


@pytest.mark.parametrize(
    ("build", "reason"), [(by_the_clock, "no time"), (changed, "as it is"), (ahead, "nothing ahead")]
)
def test_what_would_answer_wrongly_is_refused(build, reason):
    with pytest.raises(TypeError, match=reason):
        prepared(build)(7)


@pytest.mark.parametrize("argument", [[1], 1.5, object()])
def test_only_plain_values_are_taken(argument):
    with pytest.raises(TypeError):
        prepared(changed)(argument)
