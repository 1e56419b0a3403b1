"""Fill the demo, once."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from klimanet.members.models import Network
from klimanet.website.demo.fill import fill


class Command(BaseCommand):
    help = "Fill the demo's own database with its invented network, once."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This is not a demo: its data stay as they are. Set KLIMANET_DEMO=1 for a demo of its own."
            )
        if Network.objects.exists():
            return
        self.stdout.write("Filling the demo …")
        self.stdout.flush()
        fill()
