"""Is everything in place? Django's own checks, then this installation's."""

from django.core.management.base import CommandError
from django.core.management.commands.check import Command as DjangoCheck

from klimanet.website.health import problems_of_running, problems_of_setup


class Command(DjangoCheck):
    help = "Check settings, database, folders, worker, mail and backup; says in a sentence what is wrong."

    def handle(self, *app_labels, **options) -> None:
        super().handle(*app_labels, **options)
        if app_labels or options["tags"] or options["list_tags"]:
            return
        if problems := [*problems_of_setup(), *problems_of_running()]:
            raise CommandError("\n".join(problem.sentence for problem in problems))
        self.stdout.write("Settings, database, folders, worker, mail and backup are in order.")
