"""The questions a new network needs answered, by flags or at the prompt: shared by `setup` and `network add`."""

import sys
from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email

from klimanet.members.models import Network
from klimanet.members.operations.networks import open_network
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal

QUESTIONS = {
    "slug": "The network's address, for example klima",
    "name": "The network's name, for example Klimanetværket",
    "association": "The association that runs it, for example KL",
    "person": "The name of the first person in its secretariat",
    "email": "That person's e-mail",
    "themes": "Its themes, with commas between, for example Energi, Affald",
}


def add_flags(parser: ArgumentParser) -> None:
    for name, question in QUESTIONS.items():
        parser.add_argument(f"--{name}", help=question)


def open_as_asked(options: dict) -> Network:
    """Open the network with the flags given, asking for the rest where somebody is there to answer."""
    answers = {name: options[name] or _ask(name, question) for name, question in QUESTIONS.items()}
    themes = [theme.strip() for theme in answers.pop("themes").split(",") if theme.strip()]
    try:
        validate_email(answers["email"])
        return open_network(**answers, themes=themes, actor=SYSTEM)
    except ValidationError:
        raise CommandError(f"{answers['email']} is not an e-mail address.") from None
    except Refusal as refusal:
        raise CommandError(refusal.message) from None


def _ask(name: str, question: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError(f"Say --{name}: {question}.")
    while not (answer := input(f"{question}: ").strip()):
        pass
    return answer
