"""What writing an entry of any kind shares; the kinds' own operations call it inside their transaction."""

import uuid
from collections.abc import Callable, Iterable
from functools import wraps
from typing import NamedTuple, TypeVar, cast

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.entries.mentions import keep_mentions, with_ids
from klimanet.entries.models import Attachment, Audience, Comment, Draft, Entry, Follow, Revision, kind_of, whole
from klimanet.entries.permissions import is_widened, standing
from klimanet.files.intake import Kept, take_in
from klimanet.members.models import Network, Organisation, Theme
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import Refusal

Done = TypeVar("Done")
EntryT = TypeVar("EntryT", bound=Entry)
MOST_AT_ONCE = 100  # entries that one form changes


class Several(NamedTuple):
    """Entries that somebody chose to change at once, held; and those that somebody merged, hid or closed meanwhile."""

    found: list[Entry]
    left_out: list[Entry]


def takes_in_files(operation: Callable[..., Done]) -> Callable[..., Done]:
    """Make its `attachments` ready before an operation's transaction begins.

    Ten pictures take ten seconds, and SQLite lets one write at a time: nobody else could send anything meanwhile.
    """

    @wraps(operation)
    def with_files(*subjects, attachments: Iterable[UploadedFile] = (), **facts) -> Done:
        kept = [take_in(upload, field="attachments") for upload in attachments]
        return operation(*subjects, attachments=kept, **facts)

    return with_files


def locked_entry(entry: Entry | int) -> Entry:
    """The entry anew, held until the transaction ends: what is done to it and to its parts waits for that."""
    key = entry if isinstance(entry, int) else entry.pk
    return Entry.objects.select_for_update(of=("self",), no_key=True).select_related("network").get(pk=key)


def locked_kind(entry: EntryT) -> EntryT:
    """The same, with its kind's own columns. Held by the parent's row alone, as a merging holds it: else both wait for ever."""
    network = locked_entry(entry).network
    found = cast("EntryT", type(entry).objects.get(pk=entry.pk))
    found.network = network
    return found


def locked_together(*entries: Entry) -> list[Entry]:
    """The same anew and held, with what goes on in them: their network first, then all in the order of their keys.

    So nothing is begun, merged or told apart there meanwhile; docs/architecture.md tells the order of all locks.
    """
    keys = [entry.pk for entry in entries]
    network = {entry.network_id for entry in entries}
    list(Network.objects.select_for_update(no_key=True).filter(pk__in=network).order_by("pk"))
    rows = Entry.objects.select_for_update(of=("self",), no_key=True).select_related("network")
    found = {entry.pk: entry for entry in rows.filter(Q(pk__in=keys) | Q(goes_on_in__in=keys)).order_by("pk")}
    return [found[key] for key in keys]


def locked_several(entries: Iterable[int], *, network: Network, actor: Person) -> Several:
    """Those of them that `actor` sees in the network, held in the order of their keys, as a merging holds them."""
    keys = set(entries)
    if len(keys) > MOST_AT_ONCE:
        raise Refusal(_("Choose at most %d at once.") % MOST_AT_ONCE, field="entries")
    seen = Entry.objects.visible_to(actor).in_network(network).filter(pk__in=keys)
    held = Entry.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    several = Several([], [])
    for entry in held.filter(pk__in=list(seen.values_list("pk", flat=True))):
        gone = entry.merged_into_id or entry.hidden_at or entry.closed_at
        (several.left_out if gone else several.found).append(entry)
    return several


def locked_comment(comment: Comment) -> Comment:
    """The comment anew, with its entry held: the one it belongs to by then, since that may be merged meanwhile."""
    entry = locked_entry(comment.entry_id)
    comment = Comment.objects.get(pk=comment.pk)
    if comment.entry_id != entry.pk:
        return locked_comment(comment)
    comment.entry = entry
    return comment


def voice(actor: Person, network: Network, organisation: Organisation | None) -> Organisation:
    """Whom `actor` speaks for in `network`: `organisation` where they sit for it, else the only one they may speak for."""
    voices = [holding.organisation for holding in standing(actor, network).voices]
    if organisation is None and len(voices) == 1:
        return voices[0]
    if organisation not in voices:
        raise Refusal(_("Choose the organisation you speak for."), field="organisation")
    return organisation


def begin(
    entry: Entry,
    *,
    author: Person,
    organisation: Organisation | None,
    text: str,
    themes: Iterable[Theme] = (),
    circle: Iterable[Organisation] = (),
    attachments: Iterable[Kept] = (),
) -> None:
    """Save a new `entry` (its own columns set) with what every kind has: number, voice, text, themes, circle, files."""
    network = Network.objects.select_for_update(no_key=True).get(pk=entry.network_id)
    entry.kind = entry.kind_name
    entry.author, entry.organisation = author, voice(author, network, organisation)
    latest = Entry.objects.filter(network=network, kind=entry.kind).order_by("-number").first()
    entry.number = latest.number + 1 if latest else 1
    entry.write(with_ids(text, author, network))
    entry.save(force_insert=True)
    entry.themes.set(themes)
    _set_circle(entry, circle)
    keep_mentions(entry, None, entry.text)
    attach(entry, None, attachments=attachments, author=author)
    follow_by_writing(entry, author=author, organisation=entry.organisation)


def rewrite(
    entry: Entry,
    *,
    author: Person,
    title: str,
    text: str,
    audience: str,
    themes: Iterable[Theme] = (),
    circle: Iterable[Organisation] = (),
    attachments: Iterable[Kept] = (),
) -> None:
    """Change a locked `entry`; its earlier text stays to be read. What others have said keeps its audience."""
    text, circle = with_ids(text, author, entry.network), set(circle)
    if (entry.title, entry.text) != (title, text):
        Revision.objects.create(
            entry=entry, title=entry.title, text=entry.text, written_at=entry.edited_at or entry.created_at
        )
        entry.edited_at = timezone.now()
        entry.approved_at = None  # the secretariat approved other words
    if entry.merged_into_id and audience not in (entry.audience, Audience.ORGANISATION, Audience.SECRETARIAT):
        raise Refusal(_("It is merged into another. Only fewer may read it now."), field="audience")
    admitted = circle - set(entry.circle.all()) if audience == Audience.CIRCLE else set()
    confided = entry.comments.exclude(audience__in=[Audience.PUBLIC, Audience.NETWORK])
    if admitted and confided.exists():  # also where the entry went to everybody in between
        raise Refusal(_("It was answered in confidence. Start a new one for more readers."), field="audience")
    if (admitted and entry.audience == audience) or is_widened(entry.audience, audience):
        # what it said before was meant for fewer
        entry.revisions.of_entry().update(withdrawn_at=timezone.now())
    if audience != Audience.PUBLIC:
        entry.approved_at = None
    entry.title, entry.audience = title, audience
    entry.write(text)
    entry.save()
    entry.themes.set(themes)
    _set_circle(entry, circle)
    keep_mentions(entry, None, entry.text)
    entry.attachments.filter(comment=None).update(audience=audience)  # the author's own, as the text is
    attach(entry, None, attachments=attachments, author=author)


def _set_circle(entry: Entry, circle: Iterable[Organisation]) -> None:
    circle = list(circle) if entry.audience == Audience.CIRCLE else []
    if entry.audience == Audience.CIRCLE and not circle:
        raise Refusal(_("Name the organisations that may read it."), field="circle")
    entry.circle.set(circle)


def attach(entry: Entry, comment: Comment | None, *, attachments: Iterable[Kept], author: Person) -> None:
    written = comment or entry
    for kept in attachments:
        Attachment.objects.create(
            entry=entry,
            comment=comment,
            author=author,
            organisation=written.organisation,
            audience=written.audience,
            blob=kept.blob,
            name=kept.name,
        )


def follow_by_writing(entry: Entry, *, author: Person, organisation: Organisation) -> None:
    """Whoever writes follows, unless they have muted it; the seat does, so that the next one in it goes on."""
    seats = [voice.seat for voice in standing(author, entry.network).voices if voice.organisation == organisation]
    follow, _created = Follow.objects.get_or_create(seat=seats[0], entry=entry)
    if follow.merging_id:  # brought by a merging: now it is their own
        follow.merging = None
        follow.save(update_fields=["merging"])


def open_up(entry: Entry) -> None:
    """The network reads a locked entry that the secretariat alone read; to be saved by whoever calls.

    As of now, since feeds and search tell days; and not what it said before, which was meant for fewer.
    """
    entry.audience, entry.created_at = Audience.NETWORK, timezone.now()
    entry.revisions.of_entry().update(withdrawn_at=entry.created_at)
    entry.attachments.filter(comment=None).update(audience=entry.audience)


def close_up(entry: Entry) -> None:
    """The secretariat alone reads a locked entry again; to be saved by whoever calls."""
    entry.audience = Audience.SECRETARIAT
    entry.attachments.filter(comment=None).update(audience=entry.audience)


def refuse_unlike(source: Entry, target: Entry) -> None:
    """What cannot be merged, whoever asks."""
    if source.pk == target.pk or (source.network_id, source.kind) != (target.network_id, target.kind):
        raise Refusal(_("Choose another one of the same kind in this network."), field="target")
    if source.merged_into_id or target.merged_into_id:
        raise Refusal(_("One of the two has been merged already. Choose the one that goes on."), field="target")
    if source.closed_at or target.closed_at:
        raise Refusal(_("One of the two is closed. Open it again first."), field="target")
    if source.hidden_at or target.hidden_at:
        raise Refusal(_("One of the two is hidden. Show it again first."), field="target")
    if source.audience not in kind_of(source).merged_from or target.audience not in {Audience.PUBLIC, Audience.NETWORK}:
        raise Refusal(
            _("Only what the whole network reads can be merged, so that nobody sees more than before."), "target"
        )


def forget_draft(person: Person, path: str) -> None:
    """What was begun at `path` is sent, or emptied; what the person does not see there is something else."""
    if Draft.objects.filter(person=person).at(path).exists():  # mostly nothing is, and who sees what is long to ask
        Draft.objects.visible_to(person).at(path).delete()


def let_go(comment: Comment, *, actor: Actor, operation: uuid.UUID) -> bool:
    """Whether something stood on a comment that is gone, as the entry's kind knows: a question is open again then."""
    entry = comment.entry
    kind = whole(entry)
    verb = kind.lose_comment(comment.pk)
    if verb:
        record(verb, kind, actor=actor, network=entry.network, operation=operation, entry=entry.pk)
    return bool(verb)
