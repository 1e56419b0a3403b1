"""The first thing to do in a new installation."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from klimanet.members import reference
from klimanet.members.models import Network
from klimanet.website.management.opening import add_flags, open_as_asked


class Command(BaseCommand):
    help = "Prepare the database and open the first network. Asks, or takes flags."

    def add_arguments(self, parser) -> None:
        add_flags(parser)

    def handle(self, *args, **options) -> None:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        reference.load()
        if Network.objects.exists():
            raise CommandError("A network is open already. Add another with `klimanet network add`.")
        network = open_as_asked(options)
        self.stdout.write(
            f"{network.name} is open at /{network.slug}/. Sign in with {options['email'] or 'the e-mail you gave'}."
        )
