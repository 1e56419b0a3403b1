"""What search engines may find: the public pages, nothing else."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap

from klimanet.members.models import Network
from klimanet.text.addresses import path_to


class NetworkPages(Sitemap):
    """Named by the site's own address, whatever name a visitor came by."""

    def items(self) -> list[str]:
        networks = [path_to("network", network.slug) for network in Network.objects.all()]
        return [path_to("home"), *networks, path_to("accessibility"), path_to("privacy")]

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE).scheme

    def location(self, item: str) -> str:
        return item
