"""What the secretariat arranges about other people's entries, without touching their words: themes, and what stands on top."""

import datetime
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.entries.models import MOST_PINNED, Entry
from klimanet.entries.permissions import may_arrange, may_arrange_many
from klimanet.entries.writing import Several, locked_entry, locked_several
from klimanet.members.models import Network, Theme
from klimanet.members.models.networks import today
from klimanet.rules.refusals import Refusal, require

LONGEST_PINNED = datetime.timedelta(days=365)


@transaction.atomic
def move_to_themes(entry: Entry, *, themes: Iterable[Theme], actor: Person, token: uuid.UUID | None = None) -> None:
    """From now on it is about these themes, and those of its own that are put away already."""
    require(may_arrange(actor, entry))
    entry = locked_entry(entry)
    if _is_moved(entry, themes):
        record("entry.themed", entry, actor=actor, network=entry.network, token=token, entry=entry.pk)


@transaction.atomic
def theme_many(
    network: Network,
    *,
    entries: Iterable[int],
    theme: Theme,
    given: bool,
    actor: Person,
    token: uuid.UUID | None = None,
) -> Several:
    """All of these are about the theme from now on, or no longer; of what the actor does not see, nothing happens."""
    require(may_arrange_many(actor, network))
    if not network.themes.current().filter(pk=theme.pk).exists():
        raise Refusal(_("Choose a theme of this network."), field="theme")
    several, done = locked_several(entries, network=network, actor=actor), None
    for entry in several.found:
        others = set(entry.themes.all()) - {theme}
        if _is_moved(entry, {*others, theme} if given else others):
            once = None if done else token
            done = record(
                "entry.themed", entry, actor=actor, network=network, token=once, operation=done, entry=entry.pk
            )
    return several


def _is_moved(entry: Entry, themes: Iterable[Theme]) -> bool:
    wanted = {*themes, *entry.themes.exclude(archived_at=None)}
    if wanted == set(entry.themes.all()):
        return False
    entry.themes.set(wanted)
    return True


@transaction.atomic
def pin(entry: Entry, *, until: datetime.date, actor: Person, token: uuid.UUID | None = None) -> None:
    """It stands at the top of its list through that day; a few at most, so that the list stays one of what is new."""
    require(may_arrange(actor, entry))
    network = Network.objects.select_for_update(no_key=True).get(pk=entry.network_id)  # two at once: one by one
    entry = locked_entry(entry)
    if not today() <= until <= today() + LONGEST_PINNED:
        raise Refusal(_("Choose a day from today and within a year."), field="until")
    if entry.merged_into_id:
        raise Refusal(_("It is merged into another. Pin that."))
    others = Entry.objects.in_network(network).filter(kind=entry.kind).listed().pinned(today()).exclude(pk=entry.pk)
    if others.count() >= MOST_PINNED:
        raise Refusal(_("Three are pinned already. Take one of them from the top first."))
    if entry.pinned_until == until:
        return
    entry.pinned_until = until
    entry.save(update_fields=["pinned_until"])
    record("entry.pinned", entry, actor=actor, network=network, token=token, entry=entry.pk)


@transaction.atomic
def unpin(entry: Entry, *, actor: Person, token: uuid.UUID | None = None) -> None:
    require(may_arrange(actor, entry))
    entry = locked_entry(entry)
    if entry.pinned_until is None:
        return
    entry.pinned_until = None
    entry.save(update_fields=["pinned_until"])
    record("entry.unpinned", entry, actor=actor, network=entry.network, token=token, entry=entry.pk)
