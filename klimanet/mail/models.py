"""Messages on their way out."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Lane(models.TextChoices):
    CODE = "code"  # sign-in codes: first out, body dropped once sent or expired, never listed
    NOTICE = "notice"


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self) -> "MessageQuerySet":
        """What is to be sent now and nobody is sending: codes first, then oldest first."""
        now = timezone.now()
        return (
            self.filter(sent_at=None, failed_at=None, send_after__lte=now)
            .filter(Q(leased_until=None) | Q(leased_until__lt=now))
            .order_by(F("lane").asc(), "id")
        )

    def late(self, age: timedelta) -> "MessageQuerySet":
        """Written down longer ago than `age` and not sent, although it was tried or should have been."""
        then = timezone.now() - age
        waiting = self.filter(sent_at=None, failed_at=None, created_at__lt=then)
        return waiting.filter(Q(fence__gt=0) | Q(send_after__lt=then))

    def expired(self) -> "MessageQuerySet":
        return self.filter(sent_at=None, failed_at=None, expires_at__lt=timezone.now())


class Message(models.Model):
    """One message to one address, with its delivery: a lease says who is sending it, the fence who was the last to try."""

    lane = models.CharField(max_length=10, choices=Lane.choices, default=Lane.NOTICE)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    send_after = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sent_at=None) | Q(failed_at=None), name="mail_message_sent_or_failed"),
            models.CheckConstraint(
                condition=~Q(lane="code") | (Q(sent_at=None) & Q(failed_at=None)) | Q(text="", html=""),
                name="mail_message_code_body_dropped",
                violation_error_message="A code's text is dropped as soon as it is sent or out of time.",
            ),
        ]
        indexes = [
            models.Index(fields=["send_after"], condition=Q(sent_at=None, failed_at=None), name="mail_message_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.lane} {self.pk}"
