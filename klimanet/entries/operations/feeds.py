"""Opening a feed of one's own to a program, and closing it."""

import secrets
import uuid

from django.db import transaction
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.entries.models import FeedKey
from klimanet.entries.models.feeds import digest_of
from klimanet.entries.permissions import may_follow
from klimanet.members.models import Network
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import require

TOKEN_BYTES = 32


def _locked(actor: Actor) -> Person:
    return Person.objects.select_for_update().get(pk=actor.pk or 0)


@transaction.atomic
def open_feed(network: Network, *, actor: Actor, token: uuid.UUID | None = None) -> str:
    """Give the actor a new secret for their feed of `network`, in place of an earlier one; it is told here and never again."""
    require(may_follow(actor, network))
    person = _locked(actor)
    FeedKey.objects.of(person, network).update(revoked_at=timezone.now())
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    key = FeedKey.objects.create(person=person, network=network, digest=digest_of(secret))
    record("feed.opened", key, actor=actor, network=network, token=token)
    return secret


@transaction.atomic
def close_feed(network: Network, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """The actor's secret address of `network` leads nowhere from now on."""
    require(may_follow(actor, network))
    person = _locked(actor)
    key = FeedKey.objects.of(person, network).first()
    if key is None:
        return
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])
    record("feed.closed", key, actor=actor, network=network, token=token)
