"""What the desk keeps of its own: when the secretariat phoned whom."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.members.models import Membership


class CallQuerySet(models.QuerySet["Call"]):
    def with_member(self, membership: Membership) -> "CallQuerySet":
        return self.filter(membership=membership).select_related("author").latest_first()

    def latest_first(self) -> "CallQuerySet":
        return self.order_by("-on", "-pk")


class Call(models.Model):
    """That the secretariat talked with a member: on which day, what about, and when to call again."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="calls")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    note = models.TextField()
    next_on = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on__gt=F("on")),
                name="insights_call_next_is_later",
                violation_error_message=_("The next call comes after this one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.on}"
