"""Search, for an operator."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.html import strip_tags

from klimanet.accounts.models import Person
from klimanet.rules.actors import SYSTEM
from klimanet.search.operations import rebuild
from klimanet.search.queries import search


class Command(BaseCommand):
    help = (
        "`klimanet search rebuild` writes the index anew; `klimanet search WORDS --as EMAIL` shows what a person finds."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("words", nargs="+", help="words to find, or `rebuild`")
        parser.add_argument("--as", dest="email", help="who asks: an e-mail address")

    def handle(self, *args, words: list[str], email: str | None, **options) -> None:
        if email is None:
            if words != ["rebuild"]:
                raise CommandError("Say who asks: --as EMAIL.")
            self.stdout.write(f"{rebuild(actor=SYSTEM)} documents are written.")
            return
        person = Person.objects.by_address(email)
        if person is None:
            raise CommandError(f"Nobody has the address {email}.")
        results = search(person, " ".join(words))
        for hit in [*results.beside, *results.hits]:
            self.stdout.write(f"{hit.label}: {strip_tags(hit.title)}  {hit.address}")
        self.stdout.write(f"{results.total} hits.")
