"""The person who signs in, and the counters that hold back whoever guesses."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klimanet.files.models import Blob
from klimanet.text.sorting import danish_key


class Position(models.TextChoices):
    MANAGER = "manager", _("Manager")
    STAFF = "staff", _("Staff")


class NameField(models.CharField):
    """Kept empty for somebody who was erased: whoever reads it reads of a former member."""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return gettext("Former member") if value == "" else value  # where there is nobody, nobody is named

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs  # the column is an ordinary one


class PersonQuerySet(models.QuerySet["Person"]):
    def present(self) -> "PersonQuerySet":
        """Without those who were erased."""
        return self.filter(erased_at=None)


class PersonManager(BaseUserManager["Person"]):
    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db)

    def present(self) -> PersonQuerySet:
        return self.get_queryset().present()

    def by_address(self, email: str) -> "Person | None":
        return self.filter(email=self.normalize_email(email)).first()

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().lower()


class Person(AbstractBaseUser):
    """One human being, whatever seats they hold. Signs in by a code sent to `email`; a password is their own choice."""

    actor_kind = "person"
    seen_by: Any = None  # for one request: who looks on through this person's eyes, a Seated (members)

    email = models.EmailField(_("E-mail"), unique=True)
    name = NameField(_("Name"), max_length=120)
    sort_key = models.CharField(max_length=200, editable=False)
    title = models.CharField(_("Job title"), max_length=120, blank=True)
    position = models.CharField(_("Manager or staff"), max_length=10, choices=Position.choices, blank=True)
    phone = models.CharField(_("Phone"), max_length=30, blank=True)
    photo = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(_("Language"), max_length=2, choices=settings.LANGUAGES, default="da")
    created_at = models.DateTimeField(default=timezone.now)
    is_active = models.BooleanField(default=True)  # an operator locks an account by taking this away
    erased_at = models.DateTimeField(null=True)  # nothing personal is left; what they contributed points here

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="accounts_person_email_lower_case",
                violation_error_message=_("An address is kept in lower case."),
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(
                    name="", sort_key="", title="", position="", phone="", photo=None, last_login=None, is_active=False
                ),
                name="accounts_person_erased_is_empty",
                violation_error_message=_("Nothing is kept of a person who was erased."),
            ),
        ]
        indexes = [models.Index(fields=["sort_key", "id"], name="accounts_person_by_name")]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        self.email = Person.objects.normalize_email(self.email)

    def save(self, *args, **kwargs) -> None:
        self.sort_key = danish_key(self.name)
        if (fields := kwargs.get("update_fields")) and "name" in fields:
            kwargs["update_fields"] = {*fields, "sort_key"}
        super().save(*args, **kwargs)


class SignInCounter(models.Model):
    """A row of the cache's own table, which `createcachetable` makes: how often somebody has tried, until when it counts."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "cache"

    def __str__(self) -> str:
        return self.cache_key
