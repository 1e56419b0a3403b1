"""Threads: a question that wants an answer, or a discussion."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.entries.models import Audience, Comment, Entry
from klimanet.entries.models.entries import EntryQuerySet
from klimanet.members.models import Organisation
from klimanet.members.models.networks import today


class State(models.TextChoices):
    """Of a question; a discussion has none until it is closed."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


ANSWER_WITHIN = timedelta(days=7)  # then whoever sees to an open question looks at it again


def first_date() -> date:
    """The next date of a question that opens today."""
    return today() + ANSWER_WITHIN


def _whether(condition) -> models.Case:
    return models.Case(models.When(condition, then=True), default=False, output_field=models.BooleanField())


class ThreadQuerySet(EntryQuerySet["Thread"]):
    def with_answer(self) -> Self:
        return self.select_related("answer__author")

    def waiting(self, organisations, *, themes, person: Person, approves: bool) -> Self:
        """What waits for a person: `asked`, `themed` (an open question in one of `themes`) or `unapproved`; asked first.

        Questions that somebody of `organisations` has commented on wait for others.
        """
        said = Comment.objects.present().shown().filter(entry=OuterRef("pk"), organisation__in=organisations)
        open_question = Q(state=State.OPEN) & ~Exists(said)
        asked = Thread.addressed.through.objects.filter(thread=OuterRef("pk"), organisation__in=organisations)
        labels = Entry.themes.through._default_manager.filter(entry=OuterRef("pk"), theme__in=themes)
        themed = Exists(labels) & ~Q(author=person)
        unapproved = Q(audience=Audience.PUBLIC, approved_at=None) if approves else Q(pk=None)
        return (
            self.filter(Q(open_question, Exists(asked) | themed) | unapproved)
            .annotate(
                asked=_whether(Exists(asked) & open_question),
                themed=_whether(themed & open_question),
                unapproved=_whether(unapproved),
            )
            .order_by("-asked", "-unapproved", "-last_activity_at", "-pk")
        )


class Thread(Entry):
    """A question, open until it is answered or closed with a summary; or a discussion."""

    kind_name = "thread"
    view = "thread"
    begin_view = "new_thread"
    searched = ("summary",)
    kind_label = _("Thread")
    icon = "Chat2"
    states: ClassVar[dict] = {
        State.OPEN: (_("Open"), "warning"),
        State.ANSWERED: (_("Answered"), "success"),
        State.CLOSED: (_("Closed"), "neutral"),
    }

    deeds: ClassVar[dict] = {
        "thread.opened": _("Opened it"),
        "thread.edited": _("Edited it"),
        "thread.addressed": _("Asked some in particular"),
        "thread.answered": _("Marked the answer"),
        "thread.unanswered": _("Took the answer's mark away"),
        "thread.closed": _("Closed it"),
        "thread.reopened": _("Opened it again"),
        "question.shared": _("Has the same question"),
        "question.unshared": _("No longer has the same question"),
    }

    is_question = models.BooleanField(default=True)
    answer = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="+")
    addressed = models.ManyToManyField(Organisation, blank=True, related_name="+")  # "Ask Odense and Aarhus"
    summary = models.TextField(blank=True)  # what came of it, once it is closed

    objects: ClassVar = ThreadQuerySet.as_manager()
    asked: bool  # these three from `waiting`
    themed: bool
    unapproved: bool

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=None) | Q(is_question=True), name="dialogues_thread_answer_if_question"
            )
        ]

    def lose_comment(self, key: int) -> str:
        if self.answer_id != key:
            return ""
        self.mark(None)
        return "thread.unanswered"

    def mark(self, answer: Comment | None) -> None:
        """Save which comment answers it."""
        self.answer = answer
        if not self.closed_at:
            self.state = State.ANSWERED if answer else State.OPEN
        self.save(update_fields=["answer", "state", "last_activity_at"])

    def asked_organisations(self) -> models.QuerySet[Organisation]:
        return self.addressed.all()


class SameQuestion(models.Model):
    """That an organisation has the same question; counted by municipality, however many of its people say so."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="same_questions")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "organisation"], name="dialogues_samequestion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.organisation_id}"
