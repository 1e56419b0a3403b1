"""What a person is told, why, and whether they want mails."""

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.entries.models import Comment, Entry
from klimanet.members.models import Network, Reader, reach_of


class Reason(models.TextChoices):
    """Why somebody is told; `who` is the one who wrote it."""

    REPLY = "reply", _("%(who)s wrote in “%(title)s”")
    MENTION = "mention", _("%(who)s mentioned you in “%(title)s”")
    ADDRESSED = "addressed", _("%(who)s asks you: “%(title)s”")
    OPENED = "opened", _("%(who)s opened “%(title)s”")
    ANSWERED = "answered", _("“%(title)s” is answered")
    CLOSED = "closed", _("“%(title)s” is closed")
    MERGED = "merged", _("“%(title)s” goes on in another thread")

    @property
    def mails(self) -> bool:
        return self in (Reason.REPLY, Reason.MENTION, Reason.ADDRESSED)


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, person: Person) -> "NotificationQuerySet":
        return self.filter(person=person)

    def visible_to(self, reader: Reader) -> "NotificationQuerySet":
        """The reader's own, as long as they may read what it tells of."""
        reader = reach_of(reader)
        comment = Comment.objects.visible_to(reader).present().filter(pk=OuterRef("comment"))
        entry = Entry.objects.visible_to(reader).filter(pk=OuterRef("entry"))
        return self.filter(person=reader.own).filter(Q(comment=None) | Exists(comment), Exists(entry))

    def in_network(self, network: Network | int) -> "NotificationQuerySet":
        return self.filter(network=network)

    def about(self, entry: Entry) -> "NotificationQuerySet":
        return self.filter(entry=entry)

    def mailable(self) -> "NotificationQuerySet":
        """For a reason that is told by mail."""
        return self.filter(reason__in=[reason for reason in Reason if reason.mails])

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def waiting_for_mail(self) -> "NotificationQuerySet":
        return self.filter(mail_at__lte=timezone.now(), mailed_at=None).order_by("mail_at", "pk")

    def with_entry(self) -> "NotificationQuerySet":
        """With what it takes to show one."""
        return self.select_related(
            *("line", "entry__network", "entry__author", "entry__organisation"),
            *("comment__entry__network", "comment__author", "comment__organisation"),
        )

    def with_text(self) -> "NotificationQuerySet":
        """With whom it tells, and of what. For one row: PostgreSQL plans three small questions sooner than one of twelve tables."""
        comments = Comment.objects.with_author().select_related("entry__network")
        texts = (Prefetch("entry", Entry.objects.with_author()), Prefetch("comment", comments))
        return self.select_related("person").prefetch_related(*texts)


class Notification(models.Model):
    """That a person is told of one line of the log."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notifications")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)  # when to mail it; never where there is none
    mailed_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "person"], name="notifications_notification_once"),
        ]
        indexes = [
            models.Index(fields=["person", "network"], condition=Q(read_at=None), name="notifications_unread"),
            models.Index(
                fields=["mail_at"], condition=Q(mail_at__isnull=False, mailed_at=None), name="notifications_to_mail"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.reason} {self.line_id}"

    def get_absolute_url(self) -> str:
        return self.source.get_absolute_url()

    @property
    def source(self) -> Entry | Comment:
        """The text it tells of."""
        return self.comment or self.entry

    @property
    def told(self) -> str:
        """What happened, in a sentence."""
        return Reason(self.reason).label % {"who": self.source.author, "title": self.entry.title}


class MailChoice(models.Model):
    """Whether a person is told at once by mail; without a choice they are."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="mail_choice")
    at_once = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.at_once}"
