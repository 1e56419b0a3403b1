"""Whoever asked to be erased and could not be is mailed, and reads on their own page, that it was refused, when and why."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.mail.operations import deliver_due
from klimanet.members.models import Role
from klimanet.privacy.duties import erase_who_asked
from klimanet.privacy.models import TIME_TO_REGRET, ErasureRequest
from klimanet.privacy.operations import refuse_erasure, withdraw_erasure
from klimanet.rules.actors import SYSTEM
from klimanet.text.dates import day, weekday
from tests import cast
from tests.building import make_person

pytestmark = pytest.mark.django_db
PAGES = ["/konto/mine-data/", "/konto/mine-data/sletning/"]


def asked(key: str) -> ErasureRequest:
    """As if they were not the last when they asked."""
    asked_at = timezone.now() - TIME_TO_REGRET
    return ErasureRequest.objects.create(person=cast.person(key), asked_at=asked_at)


def shown(key: str, path: str) -> str:
    return unescape(cast.browser(key).get(path).content.decode())


def test_the_last_who_runs_a_network_reads_when_and_why():
    request = asked("line")
    assert erase_who_asked() == 0
    for path in PAGES:
        page = shown("line", path)
        assert f"Du bad den {day(request.asked_at)} om at blive slettet." in page
        assert f"Det blev afvist {weekday(timezone.now())}, fordi:" in page
        assert f"{cast.other_network()} skal have nogen til at lede det. Giv først en anden en plads" in page
        assert "Det sker" not in page
    assert "Indtil da er alt, som det plejer" in shown("line", PAGES[1])
    assert shown("karen", PAGES[0]).count("afvist") == 0


def test_before_anything_is_refused_the_pages_say_when_it_happens():
    asked("line")
    for path in PAGES:
        assert "afvist" not in shown("line", path)
        assert "Det sker" in shown("line", path)


def test_it_is_written_in_their_language():
    Person.objects.filter(pk=cast.person("line").pk).update(language="en")
    asked("line")
    erase_who_asked()
    assert "It was refused on" in shown("line", PAGES[0])
    assert "needs somebody who runs it" in shown("line", PAGES[0])


def test_every_night_it_is_refused_again_and_told_once_from_when_on():
    asked("line")
    erase_who_asked()
    first = ErasureRequest.objects.get()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        erase_who_asked()
    assert ErasureRequest.objects.get().refused_at == first.refused_at
    assert Line.objects.filter(verb="erasure.refused", subject_id=first.person_id).count() == 1
    deliver_due()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["line@kl.example"], "Du er ikke slettet endnu")
    for told in (f"Du bad den {day(first.asked_at)}", first.refused_because, PAGES[1]):
        assert told in letter.body


def test_it_happens_once_nothing_is_in_the_way():
    asked("line")
    erase_who_asked()
    make_person(organisation="kl", network=cast.other_network(), role=Role.SECRETARIAT)
    line = cast.person("line")
    assert erase_who_asked() == 1
    line.refresh_from_db()
    assert line.erased_at
    assert not ErasureRequest.objects.exists()


def test_taken_back_nothing_of_it_is_left():
    asked("line")
    erase_who_asked()
    withdraw_erasure(cast.person("line"), actor=cast.person("line"))
    assert "afvist" not in shown("line", PAGES[0])
    assert erase_who_asked() == 0


def test_what_was_taken_back_meanwhile_is_not_refused():
    request = asked("line")
    ErasureRequest.objects.all().delete()
    refuse_erasure(request, why="Nej.", actor=SYSTEM)
    assert not Line.objects.filter(verb="erasure.refused").exists()


def test_nobody_refuses_their_own_and_none_is_refused_without_a_reason():
    request = asked("line")
    for key in ("line", "karen"):
        with pytest.raises(PermissionDenied):
            refuse_erasure(request, why="Nej.", actor=cast.person(key))
    with pytest.raises(IntegrityError), transaction.atomic():
        ErasureRequest.objects.update(refused_at=timezone.now())
