"""A year of a large network, loaded in bulk: its facts are made up, its texts are the demo's."""

import random
from collections.abc import Iterable
from datetime import timedelta
from itertools import cycle, islice

from django.core.management import call_command
from django.db import connection, models, transaction
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.barriers.intake import read
from klimanet.barriers.models import OPEN, Barrier, Consent, Report
from klimanet.dialogues.models import State, Thread
from klimanet.dialogues.operations import first_date
from klimanet.entries.models import Attachment, Comment, Entry, Follow, Mention, ReadMark, Watermark
from klimanet.files import store
from klimanet.members import reference
from klimanet.members.models import Holding, Membership, Network, Organisation, OrganisationKind, Profile, Role, Seat
from klimanet.members.models.networks import today
from klimanet.members.operations.networks import add_network, add_theme, admit, choose_contact
from klimanet.notifications.models import Notification, Reason
from klimanet.rules.actors import SYSTEM
from klimanet.search.operations import rebuild
from klimanet.text.sorting import danish_key
from klimanet.website.demo import content
from klimanet.website.demo.barriers import BARRIERS as DEMO_BARRIERS
from klimanet.website.demo.conversations import CONVERSATIONS
from klimanet.website.models import SectionVersion

SLUG = "klima"
PEOPLE = THREADS = 2_000  # times the scale
COMMENTS = 20  # in each thread
BARRIERS = 500
VISITORS = 40  # of the people: who is signed in while the bench runs
READ = 100  # threads that every visitor has read, the newest
NEWS = timedelta(days=9)  # what is older, the visitors have read
TOLD = 20  # notifications that each visitor has not read
YEAR = timedelta(days=365)

chance = random.Random(7)  # the same network at every run


def build(scale: int) -> None:
    """Fill the empty database that the settings name."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic():
        network = _network()
        holdings = _people(network, PEOPLE * scale)
        _talk(network, holdings, THREADS * scale)
        _habits(network)
        _hinder(network, holdings)
    rebuild(actor=SYSTEM)
    with connection.cursor() as cursor:
        # as a database that grew by itself has been, on PostgreSQL by its own vacuum
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def visitors() -> list[Person]:
    return list(Person.objects.order_by("pk")[1 : VISITORS + 1])


def secretary() -> Person:
    """Who runs the network."""
    return Person.objects.order_by("pk")[0]


def newest_threads() -> models.QuerySet[Thread]:
    return Thread.objects.latest_first()


def _network() -> Network:
    reference.load()
    association = Organisation.objects.create(kind=OrganisationKind.ASSOCIATION, slug="kl", name="KL")
    network = add_network(slug=SLUG, name="Klimanetværket", association=association, actor=SYSTEM)
    for slug, (name, name_en) in content.THEMES.items():
        add_theme(network, slug=slug, name=name, name_en=name_en, actor=SYSTEM)
    for municipality in Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY):
        admit(network, organisation=municipality, since=today() - 3 * YEAR, actor=SYSTEM)
    _save(
        SectionVersion(network=network, section=section, number=1, heading=heading, text=text)
        for section, (heading, text, *_english) in content.SECTIONS.items()
    )
    return network


def _people(network: Network, number: int) -> list[Holding]:
    """So many people, seated in turn in every municipality; the first one runs the network."""
    names = (f"{first} {last}" for first in cycle(content.FIRST_NAMES) for last in content.LAST_NAMES)
    people = _save(
        Person(name=name, sort_key=danish_key(name), email=f"person-{count}@klimanet.example", password="!")
        for count, name in enumerate(islice(names, number))
    )
    run, *memberships = Membership.objects.filter(network=network).order_by("pk").select_related("organisation")
    seats = _save(Seat(membership=place, role=Role.MEMBER) for place in islice(cycle(memberships), number - 1))
    seats = [Seat.objects.create(membership=run, role=Role.SECRETARIAT), *seats]
    _save(
        Profile(network=network, person=person, listed_at=timezone.now(), words=words)
        for person, words in zip(people, cycle(content.WORDS), strict=False)
    )
    themes, has = list(network.themes.all()), Profile.themes.through
    some = Profile.objects.filter(network=network).order_by("pk")[::2]
    _save(has(profile=profile, theme=theme) for profile in some for theme in chance.sample(themes, 2))
    moment = timezone.now() - 2 * YEAR
    holdings = _save(
        Holding(seat=seat, person=person, began_at=moment) for seat, person in zip(seats, people, strict=True)
    )
    choose_contact(network, contact=people[0], actor=SYSTEM)
    return holdings


def _talk(network: Network, holdings: list[Holding], number: int) -> None:
    """So many threads spread over the year, the last one of today, with all that saying something leaves behind."""
    themes, now = list(network.themes.all()), timezone.now()
    texts = cycle([said.text for conversation in CONVERSATIONS for said in conversation.said])
    drawing = store.keep(b"%PDF-1.7", media_type="application/pdf")
    comments: list[Comment] = []
    for count, conversation in zip(range(1, number + 1), cycle(CONVERSATIONS), strict=False):
        began = now - YEAR * (number - count) / number - timedelta(days=1)
        state = chance.choice([State.OPEN, State.ANSWERED]) if conversation.question else ""
        thread = Thread(
            network=network,
            kind=Thread.kind_name,
            number=count,
            title=f"{conversation.title} ({count})"[:160],
            **_voice(chance.choice(holdings)),
            is_question=conversation.question,
            state=state,
            due_on=first_date() if state == State.OPEN else None,
            created_at=began,
            last_activity_at=began + timedelta(hours=COMMENTS),
            last_comment=COMMENTS,
        )
        thread.write(conversation.text)
        thread.save()  # a row in each of two tables, which bulk_create does not do
        for place in range(1, COMMENTS + 1):
            comment = Comment(
                entry=thread,
                number=place,
                **_voice(chance.choice(holdings)),
                audience=thread.audience,
                created_at=began + timedelta(hours=place),
            )
            comment.write(next(texts) + (f" Hvad siger @o{comment.organisation_id}?" if place == COMMENTS else ""))
            comments.append(comment)
    _save(comments)
    labels = Entry.themes.through._default_manager.model
    _save(labels(entry_id=key, theme=theme) for key in _threads() for theme in chance.sample(themes, 2))
    _save(
        Mention(entry_id=comment.entry_id, comment=comment, organisation_id=comment.organisation_id)
        for comment in comments
        if comment.number == COMMENTS
    )
    _save(
        Attachment(
            entry_id=comment.entry_id,
            comment=comment,
            author_id=comment.author_id,
            organisation_id=comment.organisation_id,
            audience=comment.audience,
            blob=drawing,
            name="Notat.pdf",
        )
        for comment in comments
        if comment.number == 1
    )
    seats = {holding.person_id: holding.seat_id for holding in holdings}
    follows = {(comment.entry_id, seats[comment.author_id]) for comment in comments}
    _save(Follow(entry_id=entry, seat_id=seat) for entry, seat in sorted(follows))
    _save(
        Line(
            at=comment.created_at,
            actor_kind=Person.actor_kind,
            actor_id=comment.author_id,
            network_id=network.pk,
            verb="comment.added",
            subject_kind=Comment._meta.label_lower,
            subject_id=comment.pk,
            facts={"entry": comment.entry_id},
        )
        for comment in comments
    )


def _hinder(network: Network, holdings: list[Holding]) -> None:
    """Barriers that some municipalities have, every sixth as far as the next, and the newest that all of them have."""
    now, themes = timezone.now(), list(network.themes.all())
    voices = {holding.seat.membership.organisation_id: holding for holding in holdings}
    everybody = [voice for voice in voices.values() if voice.organisation.is_municipality]
    reports = []
    for number, one in zip(range(1, BARRIERS + 1), cycle(read(DEMO_BARRIERS.read_bytes())), strict=False):
        began = now - YEAR * (BARRIERS - number) / BARRIERS - timedelta(days=40)
        barrier = Barrier(
            network=network,
            kind=Barrier.kind_name,
            number=number,
            title=f"{one.title} ({number})"[:160],
            **_voice(holdings[0]),
            state=OPEN[number % len(OPEN)],
            due_on=today() + timedelta(days=14 - number % 28),
            worded_at=began,
            created_at=began,
            last_activity_at=began,
            **{name: getattr(one, name) for name in ("rule", "cause", "source", "checked")},
        )
        barrier.write(one.text)
        barrier.save()
        barrier.themes.set(chance.sample(themes, 1))
        having = everybody if number == BARRIERS else chance.sample(everybody, 5)
        reports += [
            Report(
                barrier=barrier,
                organisation=voice.organisation,
                person_id=voice.person_id,
                stopped=one.text,
                consent=Consent.NAMED,
                created_at=began,
            )
            for voice in having
        ]
    _save(reports)


def _habits(network: Network) -> None:
    """What the visitors have read, and what they have been told and not seen yet."""
    now, people = timezone.now(), visitors()
    _save(Watermark(person=person, network=network, at=now - NEWS) for person in people)
    newest = [thread.pk for thread in newest_threads()[:READ]]
    _save(ReadMark(person=person, entry_id=key, comment=COMMENTS, at=now) for person in people for key in newest)
    lines = Line.objects.filter(verb="comment.added").order_by("-pk")[:TOLD]
    _save(
        Notification(
            line=line,
            person=person,
            network=network,
            entry_id=line.facts["entry"],
            comment_id=line.subject_id,
            reason=Reason.REPLY,
            created_at=line.at,
        )
        for person in people
        for line in lines
    )


def _threads() -> Iterable[int]:
    return Thread.objects.order_by("pk").values_list("pk", flat=True)


def _voice(holding: Holding) -> dict[str, int]:
    return {"author_id": holding.person_id, "organisation_id": holding.seat.membership.organisation_id}


def _save(rows: Iterable) -> list:
    """Insert them as they are, without operations: nobody reacts."""
    rows = list(rows)
    return type(rows[0])._default_manager.bulk_create(rows, batch_size=5_000)
