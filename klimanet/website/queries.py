"""What the front pages compose."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.dialogues.models import Thread
from klimanet.entries import queries as entries
from klimanet.entries.models import Draft, Entry
from klimanet.entries.permissions import Standing
from klimanet.members import queries as members
from klimanet.members.models import Network, Profile
from klimanet.members.models.networks import today
from klimanet.website.models import Section, SectionVersion

NEW_FOR = timedelta(days=90)
NEW_SHOWN = 4
SHOWN = 5  # of each list on the overview


@dataclass(frozen=True)
class Step:
    """Something the reader is asked to fill in: what, where, and why it matters."""

    label: str
    href: str
    reason: str


def networks(*, viewer: Person | None) -> list[dict]:
    """Every network with its introduction, and how the viewer stands to it."""
    mine = set(Network.objects.visible_to(viewer)) if viewer else set()
    suspended = set(Network.objects.suspended_for(viewer)) if viewer else set()
    introductions = {
        version.network_id: version for version in SectionVersion.objects.current().filter(section=Section.INTRO)
    }
    return [
        {
            "network": network,
            "introduction": introductions.get(network.pk),
            "mine": network in mine,
            "suspended": network in suspended,
        }
        for network in Network.objects.select_related("association", "contact").with_municipalities()
    ]


def sections(network: Network) -> list[tuple[Section, SectionVersion | None]]:
    """Every section in the order of the page, with its current version when it is written."""
    current = {version.section: version for version in network.section_versions.current().select_related("author")}
    return [(section, current.get(section)) for section in Section]


def public_page(network: Network) -> dict:
    written = [version for _, version in sections(network) if version and version.text]
    intro = next((version for version in written if version.section == Section.INTRO), None)
    places = members.places(network)
    return {
        "network": network,
        "intro": intro.shown if intro else None,
        "parts": [version for version in written if version != intro],
        "updated_at": max((version.created_at for version in written), default=None),
        "themes": network.themes.current(),
        "municipalities": [place for place in places if place.membership and place.organisation.is_municipality],
        "tiles": members.country_map(network, places, linked=False),
    }


def dialogue(network: Network, *, standing: Standing) -> dict:
    """What waits for the reader, what is new to them since last time, and what they take part in."""
    viewer, own = standing.person, [holding.organisation for holding in standing.holdings]
    entries_here = Entry.objects.visible_to(standing).in_network(network).with_author()
    threads = Thread.objects.visible_to(standing).in_network(network).with_author()
    themes = Profile.objects.filter(network=network, person=viewer).values("themes")
    waiting = list(threads.waiting(own, themes=themes, person=viewer, approves=standing.runs)[: 3 * SHOWN])
    return {
        "asked": [thread for thread in waiting if thread.asked][:SHOWN],
        "unanswered": [thread for thread in waiting if thread.themed and not thread.asked][:SHOWN],
        "to_approve": [thread for thread in waiting if thread.unapproved],
        "drafts": list(Draft.objects.visible_to(standing).of(viewer, network)[:SHOWN]),
        "fresh": list(
            entries_here.news_to(viewer).unread_by(standing.reach.own, since=entries.read_since(standing, network))[
                :SHOWN
            ]
        ),
        "mine": list(entries_here.of_kind(Thread).taken_part_in(viewer).latest_first()[:SHOWN]),
    }


def overview(network: Network, *, standing: Standing) -> dict:
    viewer = standing.person
    since = today() - NEW_FOR
    visible = Profile.objects.visible_to(standing).listed_in(network).exclude_person(viewer)
    places = members.places(network)
    belonging = [place for place in places if place.membership]
    return {
        "network": network,
        "steps": steps(network, standing=standing),
        "standing": standing,
        **dialogue(network, standing=standing),
        "new_people": visible.seated_since(since).with_place()[:NEW_SHOWN],
        "new_organisations": members.newest(belonging, since=since)[:NEW_SHOWN],
        "municipality_count": sum(place.organisation.is_municipality for place in belonging),
        "people_count": sum(place.people for place in belonging),
        "tiles": members.country_map(network, places, linked=True),
    }


def steps(network: Network, *, standing: Standing) -> list[Step]:
    """What is missing: in the viewer's own profile, and, for those who run the network, on its public page."""
    viewer = standing.person
    versions = network.section_versions.order_by().values("network").annotate(n=Count("section", distinct=True))
    profile = Profile.objects.filter(network=network, person=viewer).annotate(written=Subquery(versions.values("n")))
    profile = profile.first()
    account, own = reverse("account"), reverse("own_profile", args=[network.slug])
    wanted = [
        (
            viewer.title and viewer.phone,
            _("Add your job title and phone"),
            account,
            _("So that colleagues can reach you."),
        ),
        (
            viewer.photo_id,
            _("Add a picture"),
            reverse("account_photo"),
            _("It is easier to call somebody whose face you know."),
        ),
        (
            profile and profile.listed_at,
            _("Decide whether to be in the list of people"),
            own,
            _("You are not listed until you say so."),
        ),
        (
            profile and profile.asked_key,
            _("Say what others may ask you about"),
            own,
            _("That is how a colleague in another municipality finds you."),
        ),
    ]
    if standing.runs:
        page = reverse("sections", args=[network.slug])
        all_written = profile is not None and profile.written == len(Section)
        wanted += [
            (
                network.contact_id,
                _("Choose a contact person"),
                reverse("contact", args=[network.slug]),
                _("Visitors look for somebody to call."),
            ),
            (all_written, _("Write the rest of the public page"), page, _("Visitors read it before they call.")),
        ]
    return [Step(label, href, reason) for done, label, href, reason in wanted if not done]
