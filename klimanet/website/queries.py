"""What the front pages compose."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.barriers.queries.work import open_questions
from klimanet.dialogues.models import Thread
from klimanet.entries import queries as entries
from klimanet.entries.models import Draft, Entry, Follow
from klimanet.entries.models.entries import EntryQuerySet, FollowQuerySet
from klimanet.entries.permissions import Standing
from klimanet.members import queries as members
from klimanet.members.models import Handover, Membership, Network, Profile, Reach, YearlyQuestion
from klimanet.members.models.networks import today
from klimanet.members.permissions import seat_powers
from klimanet.questions.prepared import prepared
from klimanet.text.addresses import path_to
from klimanet.text.dates import midnight
from klimanet.text.paging import page_of
from klimanet.website.models import Section, SectionVersion

NEW_FOR = timedelta(days=90)
NEW_SHOWN = 4
SHOWN = 5  # of each list on the overview
MANY = 30  # of each list where somebody goes through all of it


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
        for network in Network.objects.select_related("association", "contact").with_municipalities().order_by("pk")
    ]


def sections(network: Network) -> list[tuple[Section, SectionVersion | None]]:
    """Every section in the order of the page, with its current version when it is written."""
    current = {version.section: version for version in network.section_versions.current().select_related("author")}
    return [(section, current.get(section)) for section in Section]


def public_page(network: Network) -> dict:
    written = [version for _, version in sections(network) if version and version.text]
    intro = next((version for version in written if version.section == Section.INTRO), None)
    places = members.places(network, counted=False)
    return {
        "network": network,
        "intro": intro.shown if intro else None,
        "parts": [version for version in written if version != intro],
        "updated_at": max((version.created_at for version in written), default=None),
        "themes": network.themes.current(),
        "municipalities": [place for place in places if place.since and place.is_municipality],
        "tiles": members.country_map(network, places, linked=False),
    }


def dialogue(network: Network, *, standing: Standing, has_themes: bool) -> dict:
    """What waits for the reader, what is new to them since last time, and what they take part in."""
    reach, here = standing.reach, network.pk
    organisations = tuple(sorted({holding.seat.membership.organisation_id for holding in standing.holdings}))
    waiting = _waiting(reach, here, organisations, has_themes)
    return {
        "asked": [thread for thread in waiting if thread.asked],
        "unanswered": [thread for thread in waiting if not thread.asked],
        "to_approve": _unapproved(reach, here) if standing.runs else [],
        "drafts": _drafts(reach, here),
        "fresh": _fresh(reach, here, standing.came_at),
        "mine": _mine(reach, here),
    }


def _entries(reach: Reach, network: int) -> EntryQuerySet[Entry]:
    return Entry.objects.visible_to(reach).listed().in_network(network).with_author()


@prepared
def _waiting(reach: Reach, network: int, organisations: tuple[int, ...], has_themes: bool) -> QuerySet[Thread]:
    """Of somebody without themes of their own no question is asked that would look through every thread for them."""
    themes = Profile.objects.filter(network=network, person=reach.person).values("themes") if has_themes else None
    found = Thread.objects.visible_to(reach).listed().in_network(network).with_author()
    return found.waiting(organisations, themes=themes, person=reach.person, most=SHOWN)


@prepared
def _unapproved(reach: Reach, network: int) -> QuerySet[Entry]:
    return _entries(reach, network).unapproved()[:SHOWN]


@prepared
def _drafts(reach: Reach, network: int) -> QuerySet[Draft]:
    return Draft.objects.visible_to(reach).of(reach.own, network)[:SHOWN]


@prepared
def _fresh(reach: Reach, network: int, came_at: datetime) -> QuerySet[Entry]:
    since = entries.read_since(reach.own, network, came_at)
    return _entries(reach, network).news_to(reach.person).unread_by(reach.own, since=since)[:SHOWN]


@prepared
def _mine(reach: Reach, network: int) -> QuerySet[Entry]:
    return _entries(reach, network).of_kind(Thread).taken_part_in(reach.person).latest_first()[:SHOWN]


@prepared
def _new_people(reach: Reach, network: int, day: date, since: datetime) -> QuerySet[Profile]:
    visible = Profile.objects.visible_to(reach, day).listed_in(network, day).exclude_person(reach.person)
    return visible.seated_since(since).with_place(day)[:NEW_SHOWN]


def overview(network: Network, *, standing: Standing) -> dict:
    day = today()
    since = day - NEW_FOR
    profile = next(iter(_profile(network.pk, standing.person.pk)), None)
    places = members.places(network, counted=True)
    belonging = tuple(place for place in places if place.since)
    return {
        "network": network,
        "steps": steps(network, profile, standing=standing),
        "standing": standing,
        **dialogue(network, standing=standing, has_themes=bool(profile and profile.themed)),
        "questions": open_questions(network, standing=standing),
        "new_people": _new_people(standing.reach.alone, network.pk, day, midnight(since)),
        "new_organisations": members.newest(belonging, since=since)[:NEW_SHOWN],
        "municipality_count": sum(place.is_municipality for place in belonging),
        "people_count": sum(place.people for place in belonging),
        "tiles": members.country_map(network, places, linked=True),
    }


@prepared
def _profile(network: int, person: int) -> QuerySet[Profile]:
    """With how many sections of the network's public page are `written`, and whether the person has themes (`themed`)."""
    versions = SectionVersion.objects.filter(network=network).order_by().values("network")
    written = versions.annotate(n=Count("section", distinct=True)).values("n")
    themes = Profile.themes.through.objects.filter(profile=OuterRef("pk"))
    facts = {"written": Subquery(written), "themed": Exists(themes)}
    return Profile.objects.filter(network=network, person=person).annotate(**facts)


def steps(network: Network, profile: Profile | None, *, standing: Standing) -> list[Step]:
    """What is missing: in the viewer's own profile, and, for those who run the network, on its public page."""
    viewer = standing.person
    account, own = path_to("account"), path_to("own_profile", network.slug)
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
            path_to("account_photo"),
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
        page = path_to("sections", network.slug)
        all_written = profile is not None and profile.written == len(Section)
        wanted += [
            (
                network.contact_id,
                _("Choose a contact person"),
                path_to("contact", network.slug),
                _("Visitors look for somebody to call."),
            ),
            (all_written, _("Write the rest of the public page"), page, _("Visitors read it before they call.")),
        ]
    return [Step(label, href, reason) for done, label, href, reason in wanted if not done]


def ours(membership: Membership, *, standing: Standing, after: str = "") -> dict:
    """What an organisation has going: its seats, what it has written, is asked and follows, as far as the reader sees it."""
    network, organisation = membership.network, membership.organisation
    held, vacant = members.seats(membership, viewer=standing)
    powers = seat_powers(standing, membership)
    written = (
        Entry.objects.visible_to(standing).listed().in_network(network).by_organisations([organisation]).with_author()
    )
    questions = Thread.objects.visible_to(standing).listed().in_network(network).open_to(organisation).with_author()
    open_questions = list(questions[:MANY])
    return {
        "held": held,
        "vacant": vacant,
        "vacatable": [place.seat for place in held if powers.vacates(place.seat)],
        "may_give_seats": bool(powers.roles),
        "may_run": powers.runs,
        "page": page_of(written, by=["-last_activity_at", "-pk"], after=after, size=25),
        "asked": [thread for thread in open_questions if thread.asked],
        "shared": [thread for thread in open_questions if not thread.asked],
        "follows": _followed(Follow.objects.of_seats(membership.seats.values("pk")).shown_to(standing)),
        "yearly": YearlyQuestion.objects.current().about(membership).unanswered().first() if powers.roles else None,
    }


def handover(found: Handover, *, standing: Standing) -> dict:
    """What whoever takes the seat over needs, as far as the reader sees it."""
    leaver, network = found.holding.person, found.holding.network
    questions = Thread.objects.visible_to(standing).listed().in_network(network)
    questions = questions.open_around(leaver, found.holding.organisation).with_author()
    return {
        "questions": list(questions[:MANY]),
        "follows": _followed(Follow.objects.of_seats([found.holding.seat_id]).shown_to(standing)),
        "drafts": list(Draft.objects.of_new_entries(leaver, network)) if standing.person == leaver else [],
    }


def _followed(follows: FollowQuerySet) -> list[Follow]:
    """One for each thing, however many seats follow it."""
    rows = follows[: 4 * MANY]
    return list({(row.entry_id, row.theme_id, row.organisation_id): row for row in rows}.values())[:MANY]
