"""The secret address of a feed: what one person may see in one network, read by a program that cannot sign in."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.members.models import Network


class FeedKeyQuerySet(models.QuerySet["FeedKey"]):
    def of(self, person: Person, network: Network) -> "FeedKeyQuerySet":
        """The one in use, if any."""
        return self.filter(person=person, network=network, revoked_at=None)

    def opened_by(self, token: str) -> "FeedKeyQuerySet":
        return self.filter(digest=digest_of(token), revoked_at=None).select_related("person", "network")


class FeedKey(models.Model):
    """That a person reads a network by feed. Its token is shown once and kept as a digest only."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the token, hex
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    objects = FeedKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "network"], condition=Q(revoked_at=None), name="entries_feedkey_one_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.network_id}"


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
