"""Who sees a contribution: its author decides, and that holds for page, list, search, mail, feed and count alike."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """From the widest to the narrowest."""

    PUBLIC = "public", _("Everybody, also outside the network")
    NETWORK = "network", _("The whole network")
    CIRCLE = "circle", _("Only the organisations I name")
    ORGANISATION = "organisation", _("My own organisation and the secretariat")
    SECRETARIAT = "secretariat", _("Only the secretariat")

    @property
    def breadth(self) -> int:
        """The wider, the larger."""
        return -list(Audience).index(self)
