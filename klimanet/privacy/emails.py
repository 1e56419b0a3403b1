"""What a person is told of their own data by mail."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from klimanet.mail.operations import post
from klimanet.privacy.models import ErasureRequest
from klimanet.text.addresses import path_to
from klimanet.text.dates import day, weekday


def asked(request: ErasureRequest) -> None:
    """So that whoever did not ask for it can still stop it. It says nothing of others, so its text may lie in the row."""
    with translation.override(request.person.language):
        text = _(
            "Hello %(name)s\n\n"
            "You have asked to be erased from Klimanet. It happens on %(day)s.\n\n"
            "If it was not you, or you think better of it, take it back before then:\n%(address)s\n"
        ) % {
            "name": request.person.name,
            "day": weekday(request.due_at),
            "address": settings.SITE + path_to("own_erasure"),
        }
        post(to=request.person.email, subject=_("You have asked to be erased"), text=text)


def refused(request: ErasureRequest) -> None:
    """Why it could not be done yet: whoever waits to be gone does not come by to read it."""
    with translation.override(request.person.language):
        text = _(
            "Hello %(name)s\n\n"
            "You asked to be erased from Klimanet on %(asked)s. It could not be done, because:\n%(why)s\n\n"
            "It is tried again every night. You can see how far it is, or take it back, here:\n%(address)s\n"
        ) % {
            "name": request.person.name,
            "asked": day(request.asked_at),
            "why": request.refused_because,
            "address": settings.SITE + path_to("own_erasure"),
        }
        post(to=request.person.email, subject=_("You are not erased yet"), text=text)
