"""The installed command `klimanet`: the management commands of the installed apps, ours first."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(["klimanet", *sys.argv[1:]])
