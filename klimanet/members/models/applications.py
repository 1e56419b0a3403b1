"""Who asks to become a member, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.members.models.networks import Holding, Network
from klimanet.members.models.organisations import Organisation


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, person: Person) -> "ApplicationQuerySet":
        """Those to the networks the person runs: an application is the secretariat's."""
        running = Holding.objects.active().of(person).running()
        return self.filter(network__in=running.values("seat__membership__network"))

    def in_network(self, network: Network) -> "ApplicationQuerySet":
        return self.filter(network=network)

    def undecided(self) -> "ApplicationQuerySet":
        return self.filter(decided_at=None)

    def decided(self) -> "ApplicationQuerySet":
        return self.filter(decided_at__isnull=False)

    def waiting(self) -> "ApplicationQuerySet":
        """Those the secretariat has to do something about: undecided, and not waiting for the applicant's own answer."""
        return self.undecided().exclude(Exists(Question.objects.unanswered().filter(application=OuterRef("pk"))))

    def from_address(self, email: str) -> "ApplicationQuerySet":
        """From that address, latest first."""
        return self.filter(email=Person.objects.normalize_email(email)).order_by("-pk")

    def with_questions(self) -> "ApplicationQuerySet":
        """With the organisation and all that was asked and answered."""
        questions = Question.objects.select_related("asked_by")
        return self.select_related("network__contact", "organisation", "decided_by").prefetch_related(
            Prefetch("questions", questions)
        )


class Application(models.Model):
    """That somebody asks for a seat for a municipality. Their address is proven by a code; that they work there is not."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="applications")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="applications")
    email = models.EmailField(_("E-mail"))
    name = models.CharField(_("Name"), max_length=120)
    title = models.CharField(_("Job title"), max_length=120, blank=True)
    why = models.TextField(blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="da")  # of mails about it
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    approved = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)  # the applicant's own decision
    reason = models.TextField(blank=True)  # why it was declined, as the applicant is told

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "email"],
                condition=Q(decided_at=None),
                name="members_application_one_open",
                violation_error_message=_("There is an open application from this address."),
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="members_application_email_lower_case",
                violation_error_message=_("An address is kept in lower case."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=False) | Q(approved=False),
                name="members_application_approved_once_decided",
                violation_error_message=_("An application that is approved is decided."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(decided_at__isnull=False, decided_by=None, approved=False),
                name="members_application_withdrawn_by_nobody_else",
                violation_error_message=_("An application that is withdrawn is decided by nobody else."),
            ),
        ]
        indexes = [models.Index(fields=["network", "decided_at", "id"], name="members_application_queue")]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"

    @property
    def from_own_domain(self) -> bool:
        """Whether the address is one of the municipality's own, so that it says something about where they work."""
        return self.organisation.has_address(self.email)

    @property
    def unanswered(self) -> "Question | None":
        """What the applicant is asked and has not answered; from `with_questions`."""
        return next((question for question in self.questions.all() if question.answered_at is None), None)


class QuestionQuerySet(models.QuerySet["Question"]):
    def unanswered(self) -> "QuestionQuerySet":
        return self.filter(answered_at=None)


class Question(models.Model):
    """What the secretariat asks an applicant before it decides, and their answer."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at=None),
                name="members_question_one_at_a_time",
                violation_error_message=_("The applicant has not answered the last question yet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.asked_at:%Y-%m-%d}"
