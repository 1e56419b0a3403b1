"""How django-allauth is made ours: nobody signs up alone, and its mails go out as rows like every other."""

from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from klimanet.mail.models import Lane
from klimanet.mail.operations import post


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # people come in by a seat that somebody gives them

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Write the mail down; the worker sends it. One that carries a code goes in the lane for codes."""
        message = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        post(
            to=email,
            subject=message.subject,
            text=str(message.body),
            lane=Lane.CODE if "code" in context else Lane.NOTICE,
            lifetime=timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT) if "code" in context else None,
        )
