"""Entries as Atom: a network's public ones for everybody, and what one person may see for whoever holds their secret."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klimanet.entries import queries
from klimanet.entries.mentions import filled
from klimanet.entries.models import Entry, FeedKey
from klimanet.members.models import Network
from klimanet.text.addresses import path_to
from klimanet.text.forms import CONTROL


@login_not_required
@require_safe
def public_feed(request: HttpRequest, network: str) -> HttpResponse:
    """What the secretariat has approved for everybody."""
    found = get_object_or_404(Network, slug=network)
    with translation.override(settings.LANGUAGE_CODE):
        return _feed(found, str(found), Entry.objects.public().listed().in_network(found), request.path)


@login_not_required
@require_safe
def personal_feed(request: HttpRequest, network: str, token: str) -> HttpResponse:
    """What the secret's person may see today; 404 for a secret that opens nothing, whatever the reason."""
    key = FeedKey.objects.opened_by(token).first()
    if key is None or key.network.slug != network or not Network.objects.visible_to(key.person).contains(key.network):
        raise Http404
    entries = Entry.objects.visible_to(key.person).listed().in_network(key.network)
    with translation.override(key.person.language):
        title = _("%(network)s, for %(person)s") % {"network": key.network, "person": key.person.name}
        response = _feed(key.network, title, entries, path_to("own_feed", network))
    response["Cache-Control"] = "private"
    response["X-Robots-Tag"] = "noindex"
    return response


def _feed(network: Network, title: str, entries, address: str) -> HttpResponse:
    """`address` names the feed to the program that reads it: never the secret one."""
    rows, names = queries.newest(entries)
    feed = Atom1Feed(
        title=title,
        link=settings.SITE + path_to("network", network.slug),
        description="",
        language=translation.get_language(),
        feed_guid=settings.SITE + address,
    )
    for entry in rows:
        feed.add_item(
            title=_clean(entry.title),
            link=settings.SITE + entry.get_absolute_url(),
            description=_clean(filled(entry, names)),
            author_name=_clean(f"{entry.author.name}, {entry.organisation.name}"),
            pubdate=entry.created_at,
            updateddate=entry.edited_at or entry.created_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _clean(text: str) -> str:
    """XML knows no control characters; a text may hold one all the same."""
    return CONTROL.sub("", text)
