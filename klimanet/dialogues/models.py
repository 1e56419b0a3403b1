"""Threads: a question that wants an answer, or a discussion."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.entries.models import Comment, Entry, Mention, Merging
from klimanet.entries.models.entries import EntryQuerySet
from klimanet.members.models import Organisation
from klimanet.members.models.networks import today
from klimanet.text.dates import working_day


class State(models.TextChoices):
    """Of a question; a discussion has none until it is closed."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


ANSWER_WITHIN = timedelta(days=7)  # then whoever sees to an open question looks at it again


def first_date() -> date:
    """The next date of a question that opens today."""
    return working_day(today() + ANSWER_WITHIN)


class ThreadQuerySet(EntryQuerySet["Thread"]):
    def open_to(self, organisation: Organisation) -> Self:
        """Open questions that were put to it in particular, or that it has too; `asked` says which."""
        asked = Thread.addressed.through.objects.filter(thread=OuterRef("pk"), organisation=organisation)
        same = SameQuestion.objects.filter(thread=OuterRef("pk"), organisation=organisation)
        found = self.filter(Exists(asked) | Exists(same), state=State.OPEN)
        return found.annotate(asked=Exists(asked)).latest_first()

    def with_merged(self) -> Self:
        """With `has_merged`: whether others were merged into it."""
        return self.annotate(has_merged=Exists(Entry.objects.filter(merged_into=OuterRef("pk"))))

    def open_around(self, person: Person, organisation: Organisation) -> Self:
        """Open questions that the person asked, or that were put to them or their organisation, latest first."""
        asked = Thread.addressed.through.objects.filter(thread=OuterRef("pk"), organisation=organisation)
        named = Mention.objects.filter(entry=OuterRef("pk"), person=person)
        return self.filter(Q(author=person) | Exists(asked) | Exists(named), state=State.OPEN).latest_first()

    def with_answer(self) -> Self:
        return self.select_related("answer__author")

    def waiting(self, organisations, *, themes: models.QuerySet | None, person: Person | int, most: int) -> Self:
        """Open questions that wait for a person: to one of `organisations` (`asked`), then in one of `themes`; `most` of each.

        Questions that somebody of `organisations` has commented on wait for others.
        """
        said = Comment.objects.present().shown().filter(entry=OuterRef("pk"), organisation__in=organisations)
        unanswered = self.filter(~Exists(said), state=State.OPEN)
        to_them = Thread.addressed.through.objects.filter(organisation__in=organisations).values("thread")
        waits = Q(pk__in=unanswered.filter(pk__in=to_them).latest_first().values("pk")[:most])
        if themes is not None:
            labels = Entry.themes.through._default_manager.filter(entry=OuterRef("pk"), theme__in=themes)
            themed = unanswered.filter(~Q(author=person), Exists(labels)).exclude(pk__in=to_them)
            waits |= Q(pk__in=themed.latest_first().values("pk")[:most])
        keys = Thread.objects.filter(waits).values("pk")[: 2 * most]  # so few, that no table need be read for them
        found = self.filter(pk__in=keys).annotate(asked=Exists(to_them.filter(thread=OuterRef("pk"))))
        return found.order_by("-asked", "-last_activity_at", "-pk")


class Thread(Entry):
    """A question, open until it is answered or closed with a summary; or a discussion."""

    kind_name = "thread"
    view = "thread"
    stands_in = ((_("Dialogue"), "threads"),)
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
    has_merged: bool  # from `with_merged`
    asked: bool  # from `waiting`

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

    def take_over(self, other: "Thread", merging: Merging) -> None:
        """Whoever had the other question has this one, its asker's municipality too; counted once."""
        if not (self.is_question and other.is_question):
            return
        having = {row.organisation_id: row.person_id for row in other.same_questions.all()}
        if other.organisation.is_municipality:
            having.setdefault(other.organisation_id, other.author_id)
        known = {self.organisation_id, *self.same_questions.values_list("organisation", flat=True)}
        SameQuestion.objects.bulk_create(
            SameQuestion(thread=self, organisation_id=organisation, person_id=person, merging=merging)
            for organisation, person in having.items()
            if organisation not in known
        )

    def give_back(self, other: "Thread", merging: Merging, comments: list[int]) -> None:
        if self.answer_id in comments:
            self.mark(None)

    def come_back(self) -> None:
        if self.answer and (self.answer.deleted_at or self.answer.hidden_at):
            self.mark(None)

    def asked_organisations(self) -> models.QuerySet[Organisation]:
        return self.addressed.all()


class SameQuestion(models.Model):
    """That an organisation has the same question; counted by municipality, however many of its people say so."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="same_questions")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    merging = models.ForeignKey(Merging, on_delete=models.CASCADE, null=True, related_name="+")  # brought it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "organisation"], name="dialogues_samequestion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.organisation_id}"
