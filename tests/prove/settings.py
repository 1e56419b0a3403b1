"""An installation's own settings, with consumers that count: what one handled twice stands twice in their table."""

from config.settings import *  # noqa: F403 -- all of them are the installation's
from config.settings import CONSUMERS

CONSUMERS = {name: f"tests.prove.counting.{name}" for name in CONSUMERS}
