"""Consents, erasure, and what an erasure leaves for people to look at."""

import uuid
from collections.abc import Iterable, Iterator

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.entries.models import Comment, Entry
from klimanet.entries.models.entries import Written
from klimanet.members.models import Holding, Profile
from klimanet.members.operations.profiles import change_profile
from klimanet.members.operations.seats import vacate_seat
from klimanet.members.permissions import may_run_network
from klimanet.members.writing import end, sitting
from klimanet.notifications.operations import choose_mail
from klimanet.privacy import emails, ledger
from klimanet.privacy.declarations import personal
from klimanet.privacy.models import ErasureRequest, NameLeft, digest_of
from klimanet.privacy.names import quoted, replaced, spans_of
from klimanet.privacy.permissions import may_ask_erasure, may_erase
from klimanet.privacy.queries import who_is
from klimanet.rules.actors import SYSTEM, Actor
from klimanet.rules.personal import Who
from klimanet.rules.refusals import Refusal, require


@transaction.atomic
def change_consents(
    person: Person, *, listed: Iterable[Profile], at_once: bool, actor: Person, token: uuid.UUID | None = None
) -> None:
    """In which networks the person agrees to be listed, and whether they are told by mail; what stays leaves no line."""
    require(may_ask_erasure(actor, person))
    agreed = {profile.pk for profile in listed}
    for profile in Profile.objects.of(person).present().select_for_update(of=("self",)):
        if bool(profile.listed_at) != (profile.pk in agreed):
            themes, words = profile.themes.all(), profile.words
            change_profile(profile, listed=profile.pk in agreed, themes=themes, words=words, actor=actor)
    choose_mail(person, at_once=at_once, actor=actor)
    record("consents.chosen", person, actor=actor, token=token)


@transaction.atomic
def ask_erasure(person: Person, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """Ask to be erased once the time to regret is over; a mail says so, in case it was somebody else."""
    require(may_ask_erasure(actor, person))
    person = Person.objects.select_for_update().get(pk=person.pk)
    if ErasureRequest.objects.of(person).exists():
        return
    _refuse_the_last(person)
    asked = ErasureRequest.objects.create(person=person)
    record("erasure.asked", person, actor=actor, token=token)
    emails.asked(asked)


@transaction.atomic
def withdraw_erasure(person: Person, *, actor: Person, token: uuid.UUID | None = None) -> None:
    require(may_ask_erasure(actor, person))
    gone, _rows = ErasureRequest.objects.of(Person.objects.select_for_update().get(pk=person.pk)).delete()
    if gone:
        record("erasure.withdrawn", person, actor=actor, token=token)


@transaction.atomic
def refuse_erasure(asked: ErasureRequest, *, why: str, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Tell the person why it cannot be done yet; their wish waits, and is tried again every night."""
    require(may_erase(actor, asked.person))
    found = ErasureRequest.objects.select_for_update(of=("self",)).filter(pk=asked.pk).first()
    if found is None or found.refused_because == why:
        return
    found.refused_at, found.refused_because = timezone.now(), why
    found.save(update_fields=["refused_at", "refused_because"])
    record("erasure.refused", asked.person, actor=actor, token=token)
    emails.refused(found)


def _refuse_the_last(person: Person) -> None:
    """A network needs somebody who runs it. Asked once more, under a lock, when the seats are vacated."""
    for holding in Holding.objects.active().of(person).own().running().with_network():
        staying = Holding.objects.active().in_network(holding.network).running().filter(until=None)
        if not staying.exclude(person=person).exists():
            raise Refusal(
                _("You are the last who runs %s. Give another person a secretariat seat first.") % holding.network
            )


@transaction.atomic
def erase(person: Person, *, actor: Actor, again: bool = False, token: uuid.UUID | None = None) -> None:
    """Forget a person: their row stays, emptied, so that what they contributed is a former member's; nothing brings them back.

    Refused for the last who runs a network; `again`, after a restore, the seat is vacated whatever it is.
    """
    require(may_erase(actor, person))
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.erased_at:
        return
    who = who_is(person)
    for holding in Holding.objects.of(person).filter(ended_at=None).own().with_network():
        if sitting(holding.seat) != holding or (again and holding.runs):
            end(holding, at=timezone.now())  # it is over, or has not begun: the seat is another's
        else:
            vacate_seat(holding.seat, actor=SYSTEM)
    Holding.objects.of(person).filter(ended_at=None).update(ended_at=timezone.now())  # as a deputy for others
    for one in personal():
        one.erase(one.of(who))
        for column in one.quotes:
            _empty_quotes(one.model, column, who)
    NameLeft.objects.bulk_create(_names_left(who), ignore_conflicts=True)
    record("person.erased", person, actor=actor, token=token)
    transaction.on_commit(ledger.sync, robust=True)  # it is erased, whatever the disk says


def _empty_quotes(model: type[models.Model], column: str, who: Who) -> None:
    rows = model._base_manager.exclude(**{column: ""}).values_list("pk", column)
    found = [key for key, text in rows if quoted(text, who)]
    model._base_manager.filter(pk__in=found).update(**{column: ""})


def _names_left(who: Who) -> Iterator[NameLeft]:
    """Every text that stays is read: neither database compares Danish letters whatever their case."""
    for one in personal():
        for column in one.texts:
            rows = one.model._base_manager.exclude(**{column: ""}).values_list("pk", column)
            found = {key: spans for key, text in rows.iterator() if (spans := spans_of(text, who))}
            for row in one.model._base_manager.filter(pk__in=found):
                text = getattr(row, column)
                yield NameLeft(
                    person_id=who.key,
                    network_id=_network_id(row),
                    kind=row._meta.label_lower,
                    key=row.pk,
                    column=column,
                    spans=found[row.pk],
                    digest=digest_of(text),
                    entry_id=row.pk if isinstance(row, Entry) else getattr(row, "entry_id", None),
                    comment_id=row.pk if isinstance(row, Comment) else getattr(row, "comment_id", None),
                )


def _network_id(row) -> int:
    """Of the text, or of the entry it belongs to."""
    return row.network_id if hasattr(row, "network_id") else row.entry.network_id


@transaction.atomic
def replace_name(left: NameLeft, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Put “former member” in place of the name: whoever wrote the text does not have to, nor keeps an earlier version of it."""
    require(may_run_network(actor, left.network))
    left = NameLeft.objects.select_for_update(of=("self",)).select_related("network").get(pk=left.pk)
    if left.dealt_at:
        return
    row = left.row(locked=True)
    text = getattr(row, left.column, "")
    if not left.reads(text):
        raise Refusal(_("The text has been changed since. Read it, and say when the name is dealt with."))
    text = replaced(text, left.spans, _("former member"))[: row._meta.get_field(left.column).max_length]
    if isinstance(row, Written) and left.column == "text":
        row.write(text)
        row.save(update_fields=["text", "html", "html_version"])
    else:
        setattr(row, left.column, text)
        row.save(update_fields=[left.column])
    _deal(left, actor)
    record("name.replaced", row, actor=actor, network=left.network, token=token)


@transaction.atomic
def leave_name(left: NameLeft, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """It is dealt with otherwise, or is somebody else's."""
    require(may_run_network(actor, left.network))
    left = NameLeft.objects.select_for_update(of=("self",)).select_related("network").get(pk=left.pk)
    if left.dealt_at:
        return
    _deal(left, actor)
    record("name.left", left, actor=actor, network=left.network, token=token)


def _deal(left: NameLeft, actor: Actor) -> None:
    left.dealt_at, left.dealt_by = timezone.now(), actor if isinstance(actor, Person) else None
    left.save(update_fields=["dealt_at", "dealt_by"])
