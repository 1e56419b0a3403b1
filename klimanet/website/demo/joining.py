"""Who would like to be in the demo's network, and what its members have agreed to, through the same operations as people use."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.mail.models import Message
from klimanet.members.models import Application, Network, Organisation
from klimanet.members.models.networks import today
from klimanet.members.operations.applications import answer_back, apply, ask_back, decline
from klimanet.members.operations.contracts import agree, change_price
from klimanet.rules.actors import SYSTEM, Applicant
from klimanet.website.demo.cast import BY_KEY, NETWORK


@dataclass(frozen=True)
class Asking:
    """One application: who, from where, so many days ago, and what became of it so far."""

    name: str
    title: str
    email: str
    organisation: str
    why: str
    days_ago: int
    asked: str = ""
    answered: str = ""
    declined: str = ""


APPLICATIONS = [
    Asking(
        name="Ida Skovgaard",
        title="Klimakoordinator",
        email="ida@vejle.example",
        organisation="vejle",
        why="Jeg er ansat til at samle vores klimahandlingsplan og kender ingen i andre kommuner, der sidder med det samme.",
        days_ago=2,
    ),
    Asking(
        name="Rasmus Toft",
        title="Projektleder, varmeplan",
        email="rasmus@odense.example",
        organisation="odense",
        why="Mette siger, at jeg skal med.",
        days_ago=6,
        asked="Godt at høre fra dig. Skal du have din egen plads, eller overtager du en efter en kollega?",
        answered="Min egen. Jeg arbejder med varme, de andre med affald.",
    ),
    Asking(
        name="Vibeke Juul",
        title="Studerende",
        email="vibeke.juul@postkasse.example",
        organisation="aarhus",
        why="Jeg skriver speciale om kommunernes klimaplaner.",
        days_ago=12,
        declined="Netværket er for ansatte i kommuner. Skriv til mig, så finder vi et par, du kan interviewe.",
    ),
]

PRICE = 9_500  # kroner
ENDING = {"samsoe": -12, "odense": 20, "viborg": 45}  # whose period ends in so many days; the others' on New Year's Eve
EAN = "5790000120000"  # no municipality's


def ask_to_join() -> None:
    karen = Person.objects.get(email=BY_KEY["karen"].email)
    for asking in APPLICATIONS:
        _ask(asking, secretariat=karen)


def _ask(asking: Asking, *, secretariat: Person) -> None:
    made_at = timezone.now() - timedelta(days=asking.days_ago)
    applicant = Applicant(asking.email)
    application = apply(
        Network.objects.get(slug=NETWORK),
        email=asking.email,
        name=asking.name,
        title=asking.title,
        organisation=Organisation.objects.get(slug=asking.organisation),
        why=asking.why,
        actor=applicant,
    )
    if asking.asked:
        ask_back(application, text=asking.asked, actor=secretariat)
    if asking.answered:
        answer_back(application, answer=asking.answered, actor=applicant)
        hours = {"asked_at": made_at + timedelta(hours=5), "answered_at": made_at + timedelta(hours=26)}
        application.questions.update(**hours)
    if asking.declined:
        decline(application, reason=asking.declined, actor=secretariat)
        Application.objects.filter(pk=application.pk).update(decided_at=made_at + timedelta(days=1))
    Application.objects.filter(pk=application.pk).update(made_at=made_at)
    Message.objects.filter(to=asking.email).delete()


def agree_with_all() -> None:
    """Every municipality but one has its year written down."""
    network = Network.objects.get(slug=NETWORK)
    change_price(network, price=PRICE, actor=SYSTEM)
    for membership in (
        network.memberships.active().filter(organisation__kind="municipality").select_related("organisation")
    ):
        slug = membership.organisation.slug
        if slug == "jammerbugt":
            continue
        last = today() + timedelta(days=ENDING[slug]) if slug in ENDING else date(today().year + 1, 12, 31)
        agree(
            membership,
            since=last - timedelta(days=364),
            until=last,
            price=PRICE,
            billing_reference="Klima og miljø",
            ean=EAN,
            actor=SYSTEM,
        )
