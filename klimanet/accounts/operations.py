"""What changes a person."""

import uuid

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from klimanet.accounts.models import Person
from klimanet.accounts.permissions import may_add_person, may_change_person, may_sign_out
from klimanet.activity.operations import record
from klimanet.files import images, store
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import require


@transaction.atomic
def add_person(
    *,
    email: str,
    name: str,
    actor: Actor,
    title: str = "",
    position: str = "",
    phone: str = "",
    language: str = "da",
) -> Person:
    """The person with this address, added when nobody has it; an existing person's own details are left as they are."""
    require(may_add_person(actor))
    if existing := Person.objects.by_address(email):
        return existing
    person = Person(email=Person.objects.normalize_email(email), name=name, title=title, position=position, phone=phone)
    person.language = language
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # somebody else added the same address a moment ago
        return Person.objects.get(email=person.email)
    # Whoever reads the mail at this address signs in by it, so to django-allauth it counts as verified.
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    record("person.added", person, actor=actor)
    return person


@transaction.atomic
def change_details(
    person: Person,
    *,
    name: str,
    title: str,
    position: str,
    phone: str,
    language: str,
    actor: Actor,
    token: uuid.UUID | None = None,
) -> None:
    require(may_change_person(actor, person))
    person.name, person.title, person.position = name, title, position
    person.phone, person.language = phone, language
    person.save(update_fields=["name", "title", "position", "phone", "language"])
    record("person.changed", person, actor=actor, token=token)


@transaction.atomic
def choose_language(person: Person, *, language: str, actor: Actor) -> None:
    """The one detail that is also chosen outside the form of details, which leaves the others as they are."""
    require(may_change_person(actor, person))
    if Person.objects.select_for_update().get(pk=person.pk).language == language:
        return
    person.language = language
    person.save(update_fields=["language"])
    record("person.language", person, actor=actor)


@transaction.atomic
def change_photo(person: Person, *, photo: UploadedFile | None, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Take `photo` into use, made anew as a small square; None takes the present one away."""
    require(may_change_person(actor, person))
    person.photo = store.keep(images.portrait(photo), media_type="image/jpeg") if photo else None
    person.save(update_fields=["photo"])
    record("person.photo", person, actor=actor, token=token)


@transaction.atomic
def end_session(session: UserSession, *, actor: Actor) -> None:
    """Sign a person out of one browser."""
    require(may_sign_out(actor, session.user))
    found = UserSession.objects.select_for_update().filter(pk=session.pk).first()
    if found is None:
        return
    found.end()
    record("person.signed_out", session.user, actor=actor)
