from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "klimanet.mail"
