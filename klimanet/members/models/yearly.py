"""Once a year each membership is asked whether its people are still the same."""

import datetime

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.members.models.networks import Holding, HoldingQuerySet, Membership, MembershipQuerySet, Network, today

YEAR = datetime.timedelta(days=366)  # so that two of the same membership never fall into one calendar year
PATIENCE = datetime.timedelta(days=30)  # then the secretariat is told that nobody has answered


class YearlyQuestionQuerySet(models.QuerySet["YearlyQuestion"]):
    def current(self) -> "YearlyQuestionQuerySet":
        """The latest of each membership that goes on; an older one is overtaken."""
        going_on = Membership.objects.active()
        return self.filter(asked_at__gt=timezone.now() - YEAR, membership__in=going_on)

    def in_network(self, network: Network | int) -> "YearlyQuestionQuerySet":
        return self.filter(membership__network=network)

    def about(self, membership: Membership) -> "YearlyQuestionQuerySet":
        return self.filter(membership=membership)

    def unanswered(self) -> "YearlyQuestionQuerySet":
        """With `waiting`: about how many seats nobody has answered. None where that is none."""
        counted = _unanswered(OuterRef("pk"), OuterRef("membership"), OuterRef("asked_at")).order_by()
        counted = counted.values("seat__membership").annotate(n=Count("pk")).values("n")
        return self.annotate(waiting=Coalesce(Subquery(counted), Value(0))).filter(waiting__gt=0)

    def overdue(self) -> "YearlyQuestionQuerySet":
        return self.unanswered().filter(asked_at__lt=timezone.now() - PATIENCE)

    def without_coordinator(self) -> "YearlyQuestionQuerySet":
        return self.filter(membership__in=Membership.objects.without_coordinator())

    def with_organisation(self) -> "YearlyQuestionQuerySet":
        return self.select_related("membership__organisation", "membership__network").order_by("asked_at", "pk")


class YearlyQuestion(models.Model):
    """That a membership was asked: is it still you? Who is confirmed stands beside; who leaves has answered by that."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="yearly_questions")
    year = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(default=timezone.now)

    objects = YearlyQuestionQuerySet.as_manager()
    waiting: int  # from `unanswered`

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "year"],
                name="members_yearlyquestion_once_a_year",
                violation_error_message=_("It was asked this year."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.year}"

    @property
    def answer_by(self) -> datetime.date:
        return timezone.localdate(self.asked_at + PATIENCE)

    def unanswered(self) -> HoldingQuerySet:
        """Those who sat there when it was asked and still do, and of whom nobody has said anything."""
        return _unanswered(self.pk, self.membership_id, self.asked_at)


def _unanswered(question, membership, asked_at) -> HoldingQuerySet:
    said = Confirmation.objects.filter(holding=OuterRef("pk"))
    said = said.filter(question=OuterRef(question) if isinstance(question, OuterRef) else question)
    held = Holding.objects.open().own().filter(until=None, seat__membership=membership, began_at__lt=asked_at)
    return held.filter(~Exists(said))


class Confirmation(models.Model):
    """That somebody answered: this person still sits there."""

    question = models.ForeignKey(YearlyQuestion, on_delete=models.CASCADE, related_name="confirmations")
    holding = models.ForeignKey(Holding, on_delete=models.CASCADE, related_name="confirmations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "holding"], name="members_confirmation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.holding_id}"


def unasked() -> MembershipQuerySet:
    """The memberships whose year is over: a year old, not asked within one, and with somebody to ask about.

    The association knows its own people.
    """
    lately = YearlyQuestion.objects.filter(membership=OuterRef("pk"), asked_at__gt=timezone.now() - YEAR)
    somebody = Holding.objects.open().own().filter(seat__membership=OuterRef("pk"))
    return (
        Membership.objects.active()
        .filter(~Exists(lately), Exists(somebody), since__lte=today() - YEAR)
        .exclude(Q(organisation=F("network__association")))
    )
