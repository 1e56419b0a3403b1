"""The desk itself."""

from django.conf import settings
from django.db.models import Count, Q
from django.utils.module_loading import import_string

from klimanet.design.panels import Panel
from klimanet.members.models import Holding, Network, Seat, Seated


def sorted_panels(network: Network, *, reader: Seated) -> tuple[list[Panel], list[Panel]]:
    """The panels in which something waits, those with something late first; and those that are cleared."""
    panels = [import_string(name)(network, reader=reader) for name in settings.PANELS]
    waiting = sorted((panel for panel in panels if panel.count), key=lambda panel: not panel.late)
    return waiting, [panel for panel in panels if not panel.count]


def handing_seats(network: Network) -> list:
    """The secretariat's seats, and whichever else sees to something open, with how much: `open_things`.

    Whoever sat there may be gone.
    """
    open_things = Count("handled", filter=Q(handled__network=network, handled__closed_at=None))
    running = Holding.objects.active().in_network(network).running().values("seat")
    found = Seat.objects.annotate(open_things=open_things).filter(Q(open_things__gt=0) | Q(pk__in=running))
    return list(found.with_holder().order_by("pk"))
