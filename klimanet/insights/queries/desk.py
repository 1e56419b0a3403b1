"""The desk itself."""

from django.conf import settings
from django.utils.module_loading import import_string

from klimanet.design.panels import Panel
from klimanet.members.models import Network, Seated


def sorted_panels(network: Network, *, reader: Seated) -> tuple[list[Panel], list[Panel]]:
    """The panels in which something waits, those with something late first; and those that are cleared."""
    panels = [import_string(name)(network, reader=reader) for name in settings.PANELS]
    waiting = sorted((panel for panel in panels if panel.count), key=lambda panel: not panel.late)
    return waiting, [panel for panel in panels if not panel.count]
