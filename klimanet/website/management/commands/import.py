"""Brings in what was collected elsewhere."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from klimanet.barriers.operations.importing import bring_in
from klimanet.members.models import Network
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal

KINDS = {"barriers": bring_in}


class Command(BaseCommand):
    help = "`klimanet import barriers FILE` brings in barriers from a JSON file. Done twice, it adds nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("kind", choices=list(KINDS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--network", help="the network's address; needed where there are several")

    def handle(self, *args, kind: str, file: Path, network: str | None, **options) -> None:
        networks = Network.objects.filter(slug=network) if network else Network.objects.all()
        if len(networks) != 1:
            told = ", ".join(Network.objects.values_list("slug", flat=True))
            raise CommandError(f"Say which network, by --network: {told}.")
        try:
            new, known = KINDS[kind](networks[0], content=file.read_bytes(), actor=SYSTEM)
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from None
        except Refusal as refusal:
            raise CommandError(f"Nothing was brought in.\n{refusal.message}") from None
        self.stdout.write(f"{new} brought in, {known} known before.")
