"""The demo: an invented network that tests, screenshots and newcomers all use. Only its municipalities are real."""

from django.conf import settings

from klimanet.website.demo.cast import CAST


def who_can_sign_in() -> list[str]:
    """One line per member of the cast, for the terminal; empty outside a demo."""
    return [f"{member.name}: {member.story}" for member in CAST] if settings.DEMO else []
