"""The person who signs in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klimanet.files.models import Blob
from klimanet.text.sorting import danish_key


class Position(models.TextChoices):
    MANAGER = "manager", _("Manager")
    STAFF = "staff", _("Staff")


class PersonManager(BaseUserManager["Person"]):
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
    name = models.CharField(_("Name"), max_length=120)
    sort_key = models.CharField(max_length=200, editable=False)
    title = models.CharField(_("Job title"), max_length=120, blank=True)
    position = models.CharField(_("Manager or staff"), max_length=10, choices=Position.choices, blank=True)
    phone = models.CharField(_("Phone"), max_length=30, blank=True)
    photo = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(_("Language"), max_length=2, choices=settings.LANGUAGES, default="da")
    created_at = models.DateTimeField(default=timezone.now)
    is_active = models.BooleanField(default=True)  # an operator locks an account by taking this away

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
