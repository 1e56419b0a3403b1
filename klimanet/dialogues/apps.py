from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "klimanet.dialogues"
