from django.apps import AppConfig
from django.core import checks

from klimanet.backup.state import interrupted_restore


class BackupConfig(AppConfig):
    name = "klimanet.backup"

    def ready(self) -> None:
        checks.register(half_restored)


def half_restored(**_: object) -> list[checks.CheckMessage]:
    """Stops whatever would work on an installation that is neither the old one nor the restored one."""
    sentence = interrupted_restore()
    return [checks.Error(sentence, id="backup.E001")] if sentence else []
