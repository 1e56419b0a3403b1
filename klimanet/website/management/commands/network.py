"""Networks of this installation."""

from django.core.management.base import BaseCommand

from klimanet.website.management.opening import add_flags, open_as_asked


class Command(BaseCommand):
    help = "Add a network: `klimanet network add`. Asks, or takes flags."

    def add_arguments(self, parser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        add_flags(deeds.add_parser("add", help="open a further network"))

    def handle(self, *args, **options) -> None:
        network = open_as_asked(options)
        self.stdout.write(f"{network.name} is open at /{network.slug}/.")
