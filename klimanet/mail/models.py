"""Messages on their way out."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEASE = timedelta(minutes=2)  # more than one attempt takes, even where the mail server is slow at every step of it
LONGEST_WAIT = timedelta(hours=2)  # between two attempts
SKEW = timedelta(minutes=1)  # two workers' clocks, and the moments at which they look at them, differ by less
WAITING = Q(sent_at=None, failed_at=None, withdrawn_at=None)


@dataclass(frozen=True)
class Letter:
    """What a message says, and to whom."""

    to: str
    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class Lane(models.TextChoices):
    CODE = "code"  # sign-in codes: first out, body dropped once sent or expired, never listed
    NOTICE = "notice"


class Failure(models.TextChoices):
    """Why a message was given up; `last_error` has the mail server's own words."""

    ADDRESS = "address", _("The recipient's mail server does not take e-mails for this address.")
    CONTENT = "content", _("The mail server refused the e-mail.")
    LATE = "late", _("For two days nobody took the e-mail.")


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        return self.filter(WAITING)

    def due(self) -> "MessageQuerySet":
        """What is to be sent now and nobody is sending: codes first, then oldest first.

        The clock may jump back: a lease or a pause that ends later than it can is over, and what was written down in the future
        waits for nothing.
        """
        now = timezone.now()
        paused = Q(retry_at__gt=now, retry_at__lte=now + LONGEST_WAIT + SKEW)
        early = Q(send_after__gt=now, created_at__lte=now + SKEW)
        return self.waiting().filter(~_leased(), ~paused, ~early).order_by(F("lane").asc(), "id")

    def late(self, age: timedelta) -> "MessageQuerySet":
        """Not sent, although it might have gone out longer ago than `age`."""
        then = timezone.now() - age
        return self.waiting().older_than(age).filter(Q(fence__gt=0) | Q(send_after=None) | Q(send_after__lt=then))

    def expired(self) -> "MessageQuerySet":
        return self.waiting().filter(~_leased(), expires_at__lt=timezone.now())

    def notices(self) -> "MessageQuerySet":
        return self.filter(lane=Lane.NOTICE)

    def of_the_last_minute(self) -> "MessageQuerySet":
        """Those sent, or under way."""
        now = timezone.now()
        sent = Q(sent_at__gt=now - timedelta(minutes=1), sent_at__lte=now + SKEW)
        return self.filter(sent | (WAITING & _leased()))

    def dead(self) -> "MessageQuerySet":
        """The dead letters: given up, and worth another try. Never a code."""
        return self.notices().filter(failed_at__isnull=False, set_aside_at=None, expires_at=None)

    def in_network(self, network: models.Model) -> "MessageQuerySet":
        return self.filter(network_id=network.pk)

    def older_than(self, age: timedelta) -> "MessageQuerySet":
        return self.filter(created_at__lt=timezone.now() - age)


def _leased() -> Q:
    now = timezone.now()
    return Q(leased_until__gt=now, leased_until__lte=now + LEASE + SKEW)


class Message(models.Model):
    """One message to one address, with its delivery: a lease says who is sending it, the fence who was the last to try.

    It either has its text, or an `origin`, a name in settings.LETTERS: then its text is written when it goes out, from the ids
    it is `about`, and lies nowhere before.
    """

    lane = models.CharField(max_length=10, choices=Lane.choices, default=Lane.NOTICE)
    network_id = models.BigIntegerField(null=True)  # whose secretariat is told when it fails; a plain id, as in the log
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    origin = models.CharField(max_length=40, blank=True)
    about = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    send_after = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)  # since it was written down or set on its way again
    retry_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)  # nobody is to read it any longer
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=10, choices=Failure.choices, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    set_aside_at = models.DateTimeField(null=True)  # a dead letter that somebody has dealt with

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, failed_at=None)
                | Q(sent_at=None, withdrawn_at=None)
                | Q(failed_at=None, withdrawn_at=None),
                name="mail_message_one_end",
                violation_error_message="A message is sent, or withdrawn, or given up.",
            ),
            models.CheckConstraint(
                condition=~Q(lane="code") | (Q(sent_at=None) & Q(failed_at=None)) | Q(text="", html=""),
                name="mail_message_code_body_dropped",
                violation_error_message="A code's text is dropped as soon as it is sent or out of time.",
            ),
            models.CheckConstraint(
                condition=Q(text="", html="") | Q(origin="", withdrawn_at=None),
                name="mail_message_no_text_too_soon_or_too_late",
                violation_error_message="What is written when it goes out has no text here, nor has what was withdrawn.",
            ),
            models.CheckConstraint(
                condition=Q(failed_at=None, failure="", set_aside_at=None) | (~Q(failed_at=None) & ~Q(failure="")),
                name="mail_message_given_up_for_a_reason",
                violation_error_message="A message that was given up says why; only such a one is set aside.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "id"],
                condition=WAITING,
                name="mail_message_waiting",
            ),
            models.Index(fields=["sent_at"], name="mail_message_sent"),
            models.Index(
                fields=["network_id", "failed_at"],
                condition=Q(failed_at__isnull=False, set_aside_at=None),
                name="mail_message_dead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lane} {self.pk}"
