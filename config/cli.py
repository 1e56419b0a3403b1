"""The installed command `klimanet`: what an operator needs, and every other management command by its name."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

HELP = """\
klimanet run           serve the site: web server and worker together
klimanet worker        send mail and clear away what is over; several may run
klimanet setup         prepare the database and open the first network
klimanet network add   open a further network
klimanet search        find what a person may see, or write the index of search anew
klimanet backup        write all of the installation to one file, while people go on working
klimanet restore       put such a file in place
klimanet verify        say whether such a file is whole and sound
klimanet check         say what is wrong with settings, database, worker, mail and backup

Each explains itself with --help. Settings stand in docs/operating.md."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) < 2 or sys.argv[1:] in (["help"], ["--help"], ["-h"]):
        sys.stdout.write(HELP + "\n")
        return
    try:
        _ = settings.DATA  # reads them all: what is wrong with one is a sentence, whatever the command
        execute_from_command_line(["klimanet", *sys.argv[1:]])
    except ImproperlyConfigured as wrong:
        sys.exit(str(wrong))
    except KeyboardInterrupt:
        sys.exit(130)
