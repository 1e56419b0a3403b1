"""The activity log: one line per changed subject, only ever added to."""

import uuid

from django.db import models
from django.utils import timezone


class LineQuerySet(models.QuerySet["Line"]):
    def about(self, subject: models.Model) -> "LineQuerySet":
        return self.filter(subject_kind=subject._meta.label_lower, subject_id=subject.pk)

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
