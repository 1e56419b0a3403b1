"""What search engines may find: the public pages, nothing else."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from klimanet.members.models import Network


class NetworkPages(Sitemap):
    def items(self) -> list[str]:
        networks = [reverse("network", args=[network.slug]) for network in Network.objects.all()]
        return [reverse("home"), *networks, reverse("accessibility"), reverse("privacy")]

    def location(self, item: str) -> str:
        return item
