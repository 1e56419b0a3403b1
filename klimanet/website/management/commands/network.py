"""Add a network to the installation."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from klimanet.members.models import Network
from klimanet.members.models.networks import Role
from klimanet.members.operations.networks import add_network, add_theme, association_named, free_theme_slug
from klimanet.members.operations.seats import give_seat
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
