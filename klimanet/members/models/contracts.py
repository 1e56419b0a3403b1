"""What a membership is agreed on, year by year."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.members.models.networks import Membership


class Term(models.Model):
    """A period that a membership is agreed on and billed for, both days included. Each renewal adds one; none is lost."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="terms")
    since = models.DateField()
    until = models.DateField()
    price = models.PositiveIntegerField(null=True)  # kroner for the whole period, as agreed then
    agreed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "since"],
                name="members_term_start_once",
                violation_error_message=_("A period begins on this day already."),
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")),
                name="members_term_ends_after_start",
                violation_error_message=_("A period ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.since} to {self.until}"

    @property
    def next_until(self) -> datetime.date:
        """The last day of the year that follows: the same day of the next year, or the last of February."""
        try:
            return self.until.replace(year=self.until.year + 1)
        except ValueError:
            return self.until.replace(year=self.until.year + 1, day=28)


def term_of(membership: Membership) -> Term | None:
    """The latest period that is agreed on."""
    return next(iter(membership.terms.all()), None)
