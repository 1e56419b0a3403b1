"""The log is added to, once per form."""

import uuid

import pytest
from django.db import transaction

from klimanet.activity.models import Line
from klimanet.activity.operations import AlreadyDone, record, refuse_twice
from klimanet.rules.actors import SYSTEM
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_line_holds_ids_and_codes():
    network = cast.network()
    with transaction.atomic():
        record("network.tried", network, actor=cast.person("karen"), network=network, number=3)
    line = Line.objects.about(network).last()
    assert (line.verb, line.subject_kind, line.actor_kind, line.facts) == (
        "network.tried",
        "members.network",
        "person",
        {"number": 3},
    )


def test_a_token_is_used_once():
    token = uuid.uuid4()
    with transaction.atomic():
        record("network.tried", cast.network(), actor=SYSTEM, token=token)
    with pytest.raises(AlreadyDone), transaction.atomic():
        record("network.tried", cast.network(), actor=SYSTEM, token=token)
    with pytest.raises(AlreadyDone):
        refuse_twice(token)
    assert Line.objects.filter(token=token).count() == 1


def test_the_log_is_read_by_who_did_it_newest_first():
    with transaction.atomic():
        for actor in (cast.person("karen"), SYSTEM, cast.person("karen")):
            record("network.tried", cast.network(), actor=actor)
    lines = Line.objects.filter(verb="network.tried")
    first, by_system, last = lines
    assert list(lines.by(cast.person("karen")).newest_first()) == [last, first]
    assert list(lines.by(SYSTEM)) == [by_system]


def test_the_log_is_never_changed_or_shortened():
    with pytest.raises(TypeError):
        Line.objects.all().delete()
    with pytest.raises(TypeError):
        Line.objects.update(verb="x")
