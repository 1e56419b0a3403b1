"""The activity log: one line per changed subject, only ever added to; who has yet to read which line; what is done nightly."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from klimanet.rules.actors import Actor


class LineQuerySet(models.QuerySet["Line"]):
    def about(self, subject: models.Model) -> "LineQuerySet":
        return self.filter(subject_kind=subject._meta.label_lower, subject_id=subject.pk)

    def by(self, actor: Actor) -> "LineQuerySet":
        return self.filter(actor_kind=actor.actor_kind, actor_id=actor.pk)

    def in_network(self, network: models.Model) -> "LineQuerySet":
        return self.filter(network_id=network.pk)

    def latest_of(self, verbs: list[str]) -> models.QuerySet:
        """Of each of these verbs: when it was last done."""
        rows = self.filter(verb__in=verbs).order_by()
        return rows.values_list("verb").annotate(latest=Max("at"))

    def newest_first(self) -> "LineQuerySet":
        return self.order_by("-id")

    def update(self, **kwargs) -> int:
        raise TypeError("The activity log is only ever added to.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("The activity log is only ever added to.")


class Line(models.Model):
    """Who did what to which subject, when. Ids and codes only: names and texts are looked up when a line is read."""

    operation = models.UUIDField(default=uuid.uuid4, db_index=True)
    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(null=True)
    network_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    facts = models.JSONField(default=dict)
    token = models.UUIDField(null=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["token"], name="activity_line_token_once"),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="activity_line_subject"),
            models.Index(fields=["actor_kind", "actor_id"], name="activity_line_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"


class PendingQuerySet(models.QuerySet["Pending"]):
    def due(self) -> "PendingQuerySet":
        """What can be handled now, oldest first: a subject's lines in order, except past one that has failed."""
        earlier = Pending.objects.filter(
            consumer=OuterRef("consumer"),
            id__lt=OuterRef("id"),
            attempts=0,
            line__subject_kind=OuterRef("line__subject_kind"),
            line__subject_id=OuterRef("line__subject_id"),
        )
        ready = self.filter(consumer__in=list(settings.CONSUMERS), not_before__lte=timezone.now())
        return ready.filter(~Exists(earlier)).order_by("id")

    def late(self, age: timedelta) -> "PendingQuerySet":
        """Not handled, although it might have been longer ago than `age`."""
        then = timezone.now() - age
        return self.filter(Q(attempts__gt=0, line__at__lt=then) | Q(not_before__lt=then))


class Pending(models.Model):
    """That a consumer has yet to handle a line: written together with the line, deleted together with what handling it did."""

    line = models.ForeignKey(Line, models.CASCADE, db_index=False)  # the constraint's index serves
    consumer = models.CharField(max_length=60)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(max_length=300, blank=True)

    objects = PendingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "consumer"], name="activity_pending_line_consumer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.consumer} {self.line_id}"


class NightlyDuty(models.Model):
    """When a duty of settings.DUTIES was last done."""

    name = models.CharField(max_length=60, unique=True)
    done_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(default=timezone.now)  # somebody is at it, or it failed a moment ago
    attempts = models.PositiveIntegerField(default=0)  # in vain, since it was last done
    last_error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name
