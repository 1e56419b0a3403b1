"""An installation's own settings, with consumers that count: what one handled twice stands twice in their table."""

from config import settings as own

globals().update({name: value for name, value in vars(own).items() if name.isupper()})
CONSUMERS = {name: f"tests.prove.counting.{name}" for name in own.CONSUMERS}
