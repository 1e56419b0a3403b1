"""What people show of themselves."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from klimanet.activity.operations import record
from klimanet.members.models import Profile, Theme
from klimanet.members.permissions import may_change_profile
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import require
from klimanet.text.sorting import danish_key


@transaction.atomic
def change_profile(
    profile: Profile,
    *,
    listed: bool,
    themes: Iterable[Theme],
    words: str,
    actor: Actor,
    token: uuid.UUID | None = None,
) -> None:
    """Whether the person agrees to be listed in this network, and what others may ask them about."""
    require(may_change_profile(actor, profile))
    if listed != bool(profile.listed_at):
        profile.listed_at = timezone.now() if listed else None
    themes = list(themes)
    profile.words = words
    profile.asked_key = danish_key(
        " ".join([words, *(f"{theme.name} {theme.name_en}" for theme in themes)]), length=1000
    )
    profile.save(update_fields=["listed_at", "words", "asked_key"])
    profile.themes.set(themes)
    record("profile.changed", profile, actor=actor, network=profile.network, token=token, listed=listed)
