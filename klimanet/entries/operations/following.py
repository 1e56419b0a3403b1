"""What a seat follows, what a person has read, and what they have begun."""

import uuid

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.entries.models import Audience, Draft, Entry, Follow, Link, ReadMark, Watermark
from klimanet.entries.permissions import may_approve, may_contribute, may_follow, may_keep_draft, may_see, standing
from klimanet.entries.writing import forget_draft, locked_entry
from klimanet.members.models import Network, Organisation, Seat, Theme
from klimanet.rules.refusals import Refusal, require
from klimanet.text.converters import number_in

LONGEST_DRAFT = 200_000  # characters, of all its fields
MOST_DRAFTS = 100  # a person keeps


def _seats(actor: Person, network: Network) -> list[Seat]:
    """Where `actor` sits themselves in the network; the first seat follows for them."""
    return [holding.seat for holding in standing(actor, network).holdings if holding.is_own]


@transaction.atomic
def follow(entry: Entry, *, actor: Person, token: uuid.UUID | None = None) -> None:
    require(may_follow(actor, entry.network) and may_see(actor, entry))
    Follow.objects.of_seats(_seats(actor, entry.network)).filter(entry=entry).update(muted=False, merging=None)
    Follow.objects.get_or_create(seat=_seats(actor, entry.network)[0], entry=entry)
    record("entry.followed", entry, actor=actor, network=entry.network, token=token, entry=entry.pk)


@transaction.atomic
def unfollow(entry: Entry, *, actor: Person, token: uuid.UUID | None = None) -> None:
    require(may_follow(actor, entry.network))
    Follow.objects.of_seats(_seats(actor, entry.network)).filter(entry=entry).delete()
    record("entry.unfollowed", entry, actor=actor, network=entry.network, token=token, entry=entry.pk)


@transaction.atomic
def mute(entry: Entry, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """Be told nothing of the entry, whatever else one follows and however often one is mentioned."""
    require(may_follow(actor, entry.network) and may_see(actor, entry))
    for seat in _seats(actor, entry.network):
        Follow.objects.update_or_create(seat=seat, entry=entry, defaults={"muted": True, "merging": None})
    record("entry.muted", entry, actor=actor, network=entry.network, token=token, entry=entry.pk)


@transaction.atomic
def follow_topic(
    topic: Theme | Organisation, *, network: Network, actor: Person, token: uuid.UUID | None = None
) -> None:
    """Follow a theme, or what an organisation's people write."""
    require(may_follow(actor, network))
    Follow.objects.get_or_create(seat=_seats(actor, network)[0], **_named(topic))
    record("topic.followed", topic, actor=actor, network=network, token=token)


@transaction.atomic
def unfollow_topic(
    topic: Theme | Organisation, *, network: Network, actor: Person, token: uuid.UUID | None = None
) -> None:
    require(may_follow(actor, network))
    Follow.objects.of_seats(_seats(actor, network)).filter(**_named(topic)).delete()
    record("topic.unfollowed", topic, actor=actor, network=network, token=token)


def _named(topic: Theme | Organisation) -> dict:
    return {"theme" if isinstance(topic, Theme) else "organisation": topic}


@transaction.atomic
def approve(entry: Entry, *, actor: Person, edition: str | None = None, token: uuid.UUID | None = None) -> None:
    """Let everybody read the entry, outside the network too, as it was in that edition. Its comments stay inside."""
    require(may_approve(actor, entry))
    entry = locked_entry(entry)
    if entry.audience != Audience.PUBLIC:
        raise Refusal(_("Its author no longer wants everybody to read it."))
    if edition not in (None, entry.edition):
        raise Refusal(_("It was edited in the meantime. Read it as it is now, and say yes to that."))
    if entry.approved_at:
        return
    entry.approved_at = timezone.now()
    entry.save(update_fields=["approved_at"])
    record("entry.approved", entry, actor=actor, network=entry.network, token=token, entry=entry.pk)


@transaction.atomic
def link(source: Entry, *, target: Entry, actor: Person, token: uuid.UUID | None = None) -> None:
    """Note that `source` came from, or belongs with, `target`."""
    require(may_contribute(actor, source.network) and may_see(actor, source) and may_see(actor, target))
    if source.network_id != target.network_id or source.pk == target.pk:
        raise Refusal(_("Only different entries of one network belong together."))
    Link.objects.get_or_create(source=source, target=target, defaults={"person": actor})
    record("entry.linked", source, actor=actor, network=source.network, token=token, entry=source.pk, target=target.pk)


@transaction.atomic
def keep_draft(person: Person, *, network: Network, path: str, fields: dict, actor: Person) -> None:
    """Keep what `person` has typed at `path`; an empty form forgets it. Leaves no line: it is nobody else's business."""
    require(may_keep_draft(actor, person))
    if not any(value for value in fields.values()):
        forget_draft(person, path)
        return
    if sum(len("".join(value)) for value in fields.values()) > LONGEST_DRAFT:
        raise Refusal(_("This is too long to be kept as a draft."))
    others = Draft.objects.filter(person=person).exclude(path=path)
    if others.count() >= MOST_DRAFTS:
        raise Refusal(_("You have many drafts. Send or discard some of them first."))
    key = number_in(str(fields.get("source", ""))) or 0
    another = Draft.objects.out_of_sight(person).at(path).exclude(source=key)  # which goes on where this one does not
    if another.exists():
        raise Refusal(
            _("What you began here before is kept until one can read again what it begins from. Copy this, or send it.")
        )
    source = Entry.objects.visible_to(person).by_key(key).first()
    kept = {"network": network, "fields": fields, "source": source, "updated_at": timezone.now()}
    Draft.objects.update_or_create(person=person, path=path, defaults=kept)


@transaction.atomic
def discard_draft(draft: Draft, *, actor: Person) -> None:
    require(may_keep_draft(actor, draft.person))
    draft.delete()


@transaction.atomic
def pass_draft_on(draft: Draft, *, to: Person, actor: Person, token: uuid.UUID | None = None) -> None:
    """Let `to` go on with what is begun; it is theirs from then on."""
    require(may_keep_draft(actor, draft.person) and may_contribute(to, draft.network))
    if Draft.objects.filter(person=to).at(draft.path).exists():
        raise Refusal(_("%s has begun something there already.") % to.name)
    draft.person = to
    draft.save(update_fields=["person"])
    record("draft.passed_on", draft, actor=actor, network=draft.network, token=token, person=to.pk)


def mark_read(entry: Entry, *, comment: int, person: Person) -> None:
    """Note how far `person` has read. A trace beside the request: where it cannot be written, it is not."""
    try:
        ReadMark.objects.bulk_create(
            [ReadMark(person=person, entry=entry, comment=comment, at=timezone.now())],
            update_conflicts=True,
            unique_fields=["person", "entry"],
            update_fields=["comment", "at"],
        )
    except DatabaseError:
        return


@transaction.atomic
def mark_all_read(person: Person, *, network: Network, actor: Person, token: uuid.UUID | None = None) -> None:
    """Everything in the network up to now counts as read."""
    require(may_keep_draft(actor, person) and may_follow(actor, network))
    now = timezone.now()
    Watermark.objects.update_or_create(person=person, network=network, defaults={"at": now})
    ReadMark.objects.filter(person=person, entry__network=network, at__lte=now).update(at=now)
    record("network.read", network, actor=actor, network=network, token=token)
