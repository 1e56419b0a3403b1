"""What search engines may find: the public pages, nothing else."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from klimanet.members.models import Network


class NetworkPages(Sitemap):
    """Named by the site's own address, whatever name a visitor came by."""

    def items(self) -> list[str]:
        networks = [reverse("network", args=[network.slug]) for network in Network.objects.all()]
        return [reverse("home"), *networks, reverse("accessibility"), reverse("privacy")]

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE).scheme

    def location(self, item: str) -> str:
        return item
