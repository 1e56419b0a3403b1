"""Fills an empty database with the demo, through the same operations that people use."""

from datetime import timedelta
from itertools import cycle, islice

from django.db import transaction
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.accounts.operations import change_details
from klimanet.mail.models import Message
from klimanet.members import reference
from klimanet.members.models import Holding, Membership, Network, Organisation, OrganisationKind, Profile, Role
from klimanet.members.models.networks import today
from klimanet.members.operations.networks import add_network, add_theme, admit, admit_new, choose_contact
from klimanet.members.operations.profiles import change_profile
from klimanet.members.operations.seats import give_seat, suspend_seat
from klimanet.privacy.models import ErasureRequest
from klimanet.privacy.operations import ask_erasure
from klimanet.rules.actors import SYSTEM
from klimanet.website.demo import content
from klimanet.website.demo.barriers import report_barriers
from klimanet.website.demo.cast import ASSOCIATION, BY_KEY, CAST, NETWORK, OTHER_NETWORK, CastMember
from klimanet.website.demo.desk import desk
from klimanet.website.demo.joining import agree_with_all, ask_to_join
from klimanet.website.demo.seats import set_in_motion
from klimanet.website.demo.talk import talk
from klimanet.website.operations import write_section

EXTRAS = 60  # people beside the cast
NEWCOMERS = 5  # of them, so many came within the last weeks


@transaction.atomic
def fill() -> None:
    """The whole demo."""
    fill_cast()
    _admit_others(_network(NETWORK), content.MEMBERS)
    _admit_others(_network(OTHER_NETWORK), content.OTHER_MEMBERS)
    _seat_extras(_network(NETWORK))
    set_in_motion(_network(NETWORK))
    agree_with_all()
    ask_to_join()
    _let_somebody_ask_to_be_erased()
    talk()
    report_barriers(_network(NETWORK), secretary=_person(BY_KEY["karen"]))
    desk(_network(NETWORK), secretary=_person(BY_KEY["karen"]))


@transaction.atomic
def fill_cast() -> None:
    """The two networks with their texts and the cast: what tests stand on."""
    reference.load()
    association = Organisation.objects.create(kind=OrganisationKind.ASSOCIATION, slug=ASSOCIATION, name="KL")
    klima = add_network(
        slug=NETWORK, name="Klimanetværket", name_en="The Climate Network", association=association, actor=SYSTEM
    )
    other = add_network(
        slug=OTHER_NETWORK,
        name="Tilpasningsnetværket",
        name_en="The Adaptation Network",
        association=association,
        actor=SYSTEM,
    )
    for network, themes in ((klima, content.THEMES), (other, content.OTHER_THEMES)):
        for slug, (name, name_en) in themes.items():
            add_theme(network, slug=slug, name=name, name_en=name_en, actor=SYSTEM)
    admit_new(klima, name=content.OBSERVER, since=_ago(700), actor=SYSTEM)
    Organisation.objects.filter(name=content.OBSERVER).update(slug=BY_KEY["sofie"].organisation)
    Membership.objects.update(since=_ago(3000))
    for member in CAST:
        _seat(member, _network(member.network))
        if member.also_in:
            _seat(member, _network(member.also_in))
    _write(klima, content.SECTIONS, author=BY_KEY["karen"])
    _write(other, content.OTHER_SECTIONS, author=BY_KEY["line"])
    choose_contact(klima, contact=_person(BY_KEY["karen"]), actor=SYSTEM)
    choose_contact(other, contact=_person(BY_KEY["line"]), actor=SYSTEM)
    Person.objects.update(last_login=timezone.now())  # each has signed in at some time
    Holding.objects.exclude(person__email=BY_KEY["jonas"].email).update(began_at=_moment_ago(500))
    Message.objects.all().delete()  # their welcome lies long behind


def _ago(days: int):
    return today() - timedelta(days=days)


def _moment_ago(days: int):
    return timezone.now() - timedelta(days=days)


def _let_somebody_ask_to_be_erased() -> None:
    """Of those beside the cast, so that the secretariat sees what it looks like; the demo's next week erases them."""
    person = Person.objects.exclude(email__in=[member.email for member in CAST]).order_by("pk")[20]
    ask_erasure(person, actor=person)
    ErasureRequest.objects.of(person).update(asked_at=_moment_ago(2))
    Message.objects.filter(to=person.email).delete()


def _network(slug: str) -> Network:
    return Network.objects.get(slug=slug)


def _person(member: CastMember) -> Person:
    return Person.objects.get(email=member.email)


def _membership(network: Network, slug: str, *, days: int = 1500) -> Membership:
    """The organisation's membership, begun so many days ago when it has none."""
    organisation = Organisation.objects.get(slug=slug)
    existing = network.memberships.active().of(organisation).first()
    return existing or admit(network, organisation=organisation, since=_ago(days), actor=SYSTEM)


def _seat(member: CastMember, network: Network) -> None:
    membership = _membership(network, member.organisation)
    holding = give_seat(membership, email=member.email, name=member.name, role=member.role, actor=SYSTEM)
    change_details(
        holding.person,
        name=member.name,
        title=member.title,
        position=member.position,
        phone=member.phone,
        language="da",
        actor=SYSTEM,
    )
    change_profile(
        Profile.objects.get(network=network, person=holding.person),
        listed=member.listed,
        themes=network.themes.filter(slug__in=member.about),
        words=member.words,
        actor=SYSTEM,
    )
    if member.suspended:
        suspend_seat(holding.seat, actor=SYSTEM)


def _write(network: Network, sections: dict, *, author: CastMember) -> None:
    for section, (heading, text, heading_en, text_en) in sections.items():
        write_section(
            network,
            section=section,
            based_on=0,
            heading=heading,
            text=text,
            heading_en=heading_en,
            text_en=text_en,
            actor=_person(author),
        )


def _admit_others(network: Network, organisations: dict[str, int]) -> None:
    for slug, days in organisations.items():
        _membership(network, slug, days=days)


def _seat_extras(network: Network) -> None:
    """People with invented names in the municipalities, so that lists look as they will; the last of them are new."""
    names = zip(cycle(content.FIRST_NAMES), cycle(content.LAST_NAMES), strict=False)
    places = cycle(network.memberships.filter(organisation__slug__in=content.MEMBERS).order_by("since"))
    facts = zip(names, places, cycle(content.TITLES), cycle(content.WORDS), strict=False)
    themes = list(network.themes.all())
    for number, ((first, last), membership, (title, position), words) in enumerate(islice(facts, EXTRAS)):
        name = f"{first} {last}"
        role = Role.COORDINATOR if number < len(content.MEMBERS) else Role.MEMBER
        holding = give_seat(
            membership,
            email=f"kollega-{number}@{membership.organisation.slug}.example",
            name=name,
            title=title,
            role=role,
            actor=SYSTEM,
        )
        change_details(
            holding.person,
            name=name,
            title=title,
            position=position,
            phone=f"70 10 21 {number:02}",
            language="da",
            actor=SYSTEM,
        )
        change_profile(
            Profile.objects.get(network=network, person=holding.person),
            listed=number % 7 != 3,
            themes=[themes[number % len(themes)], themes[(number * 3 + 1) % len(themes)]],
            words=words,
            actor=SYSTEM,
        )
        if number < EXTRAS - NEWCOMERS:
            Person.objects.filter(pk=holding.person_id).update(last_login=_moment_ago(number))
            Holding.objects.filter(pk=holding.pk).update(began_at=_moment_ago(200 + 7 * number))
            Message.objects.filter(to=holding.person.email).delete()
        else:
            began_at = _moment_ago(3 * (EXTRAS - number))
            Holding.objects.filter(pk=holding.pk).update(began_at=began_at, invited_at=began_at)
