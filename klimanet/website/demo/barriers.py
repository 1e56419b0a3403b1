"""The demo's barriers: real ones, with their sources. Who reports them here, and with what words, is invented."""

import datetime
from itertools import cycle
from pathlib import Path

from django.db.models import F
from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.barriers.models import Barrier, Change, Consent, Note, Report, Severity, State
from klimanet.barriers.operations.importing import bring_in
from klimanet.barriers.operations.notes import write_note
from klimanet.barriers.operations.reports import join, report_new
from klimanet.barriers.operations.states import move, reopen
from klimanet.entries.operations.merging import merge
from klimanet.mail.models import Message
from klimanet.members.models import Holding, Network
from klimanet.members.models.networks import today
from klimanet.members.models.reading import seated
from klimanet.rules.actors import SYSTEM
from klimanet.text.dates import midnight
from klimanet.website.demo.cast import BY_KEY
from klimanet.website.demo.work import work_for_barriers

BARRIERS = Path(__file__).with_name("barriers.json")
CEILING, COMBINED = "B03", "B10"  # keys in the file
MUNICIPALITIES, REPORTS = 40, 100  # of so many, so many
WORDS = [  # what stopped them, what would help
    ("Vi har lagt projektet i skuffen, indtil reglen er ændret.", "En klar hjemmel."),
    ("Sagen har stået stille i otte måneder, mens vi venter på svar.", "En frist for, hvornår der skal svares."),
    ("Vi har brugt mere end 200 timer på at finde en vej uden om.", "Et eksempel på, hvordan andre har gjort."),
    ("Udvalget trak forslaget, da de så, hvad det ville koste.", "At udgiften ikke tæller med i rammen."),
    ("Vores jurist og ministeriet læser den hver sin vej.", "En vejledning, der siger, hvad der gælder."),
    ("Naboen må, vi må ikke, og ingen kan sige hvorfor.", "Den samme praksis i hele landet."),
    ("Puljen var tom, før vi havde dokumentationen klar.", "Faste midler i stedet for puljer."),
]
RUNGS = [Consent.NAMED, Consent.UNNAMED, Consent.NAMED, Consent.SECRETARIAT, Consent.NAMED, Consent.PUBLIC]
# How far some have come since they were brought in, by their key in the file, with the line for those who reported.
SINCE = {
    "B01": [
        (State.PRIORITISED, "Flere kommuner har den. Vi tager den med i forhandlingerne om energi."),
        (State.ADVOCACY, "Vi har skrevet til ministeren og bedt om et møde."),
    ],
    "B03": [(State.PRIORITISED, "Den rammer alle, og den står højt på vores liste til økonomiaftalen.")],
    "B09": [(State.CLARIFYING, "Vi mangler to eksempler på, hvad beregningen har kostet.")],
    "B12": [(State.PARKED, "Puljen slås op igen til foråret. Så ser vi, om den er blevet større.")],
    "B18": [(State.DROPPED, "Ansvaret for markerne ligger i den grønne trepart, så vi rejser den ikke her.")],
    "B26": [(State.CONFIRMED, "Kommunerne bekræfter, at de nu får timedata.")],
}
GROUNDWATER = [  # from first word to the work that led to the law
    (
        "2018-05-14",
        State.CLARIFYING,
        "Flere kommuner spørger, hvem der må håndtere terrænnært grundvand. Vi undersøger det.",
    ),
    ("2018-09-20", State.ASSESSED, "Ingen har hjemmel: hverken kommunen, forsyningen eller grundejeren alene."),
    ("2020-02-11", State.PRIORITISED, "Fælles analyse med eksempler fra fire kommuner er klar."),
    ("2024-11-15", State.ADVOCACY, "Lovforslaget er i høring, og vi svarer."),
]


NOTES = [  # barrier, who of the secretariat, days ago, what only they read
    (
        "B01",
        "karen",
        9,
        "Talte med ministeriets **kontor for solenergi**. De vil se tallene på:\n\n"
        "- hvor mange tage det drejer sig om\n- hvad et selskab koster om året\n\n"
        "Ring igen, når vi har dem. (Eksempel til demoen.)",
    ),
    (
        "B01",
        "jonas",
        4,
        "To af kommunerne vil gerne med til mødet, hvis vi får det. Den ene vil ikke nævnes før. (Eksempel til demoen.)",
    ),
    ("B09", "jonas", 3, "Jeg beder Odense om et eksempel mere, inden vi vurderer den. (Eksempel til demoen.)"),
]


def report_barriers(network: Network, *, secretary: Person) -> None:
    bring_in(network, content=BARRIERS.read_bytes(), actor=SYSTEM)
    _join(network)
    for key, steps in SINCE.items():
        for state, line in steps:
            _advance(Barrier.objects.get(network=network, key=key), state, line, secretary=secretary)
    Change.objects.update(at=F("at") - datetime.timedelta(days=6))  # those who reported have been told
    Barrier.objects.filter(network=network).update(
        created_at=_ago(400), received_at=_ago(400), last_activity_at=_ago(6)
    )
    _tell_groundwater(network, secretary=secretary)
    work_for_barriers(network, secretary=secretary)
    _report_anew(network)
    _note(network)
    _report_again(network, secretary=secretary)
    _reopen(network)
    Message.objects.filter(origin__startswith="barrier_").delete()


def _ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def _tell_groundwater(network: Network, *, secretary: Person) -> None:
    barriers = Barrier.objects.filter(network=network, key="B07")
    join(
        barriers.get(),
        stopped="Grundvandet står i kældrene, og hver ejer må dræne for sig.",
        helps="At kommunen må tage sig af det for hele gaden.",
        severity=Severity.PREVENTS,
        consent=Consent.NAMED,
        actor=Person.objects.get(email=BY_KEY["aase"].email),  # who has yet to say whether it helped
    )
    barriers.update(state=State.RECEIVED, received_at=midnight(datetime.date(2018, 3, 5)))
    for place, report in enumerate(Report.objects.filter(barrier__in=barriers).order_by("pk")):
        at = midnight(datetime.date(2018, 3, 5)) + place * datetime.timedelta(days=40)
        Report.objects.filter(pk=report.pk).update(created_at=at, consented_at=at)
    for date, state, line in GROUNDWATER:
        change = _advance(barriers.get(), state, line, secretary=secretary)
        moment = midnight(datetime.date.fromisoformat(date))
        Change.objects.filter(pk=change.pk).update(at=moment)
        barriers.update(last_activity_at=moment)


def _advance(barrier: Barrier, state: State, line: str, *, secretary: Person) -> Change:
    return move(barrier, state=state, line=line, due_on=today() + datetime.timedelta(days=21), actor=secretary)


def _join(network: Network) -> None:
    """Each municipality has some of them, and each barrier is had by some: the first by most."""
    voices = _voices(network)[:MUNICIPALITIES]
    barriers = list(Barrier.objects.filter(network=network).exclude(key="").order_by("key"))
    words, rungs, severities = cycle(WORDS), cycle(RUNGS), cycle(Severity)
    pairs = [(barrier, voice) for step in range(len(barriers)) for barrier, voice in _turn(barriers, voices, step)]
    for barrier, voice in pairs[:REPORTS]:
        stopped, helps = next(words)
        report = join(
            barrier, stopped=stopped, helps=helps, severity=next(severities), consent=next(rungs), actor=voice
        )
        at = _ago(40 + 3 * report.pk)
        Report.objects.filter(pk=report.pk).update(created_at=at, consented_at=at)


def _voices(network: Network) -> list[Person]:
    """Somebody of each municipality."""
    held = Holding.objects.active().own().in_network(network).with_network().select_related("person").order_by("pk")
    speaking = [one for one in held if one.speaks and one.organisation.is_municipality]
    return list({one.organisation.pk: one.person for one in speaking}.values())


def _turn(barriers: list[Barrier], voices: list[Person], step: int) -> list[tuple[Barrier, Person]]:
    """Each municipality with another barrier at every step; the one it begins with is among the first ten."""
    return [(barriers[(place % 10 + step * 7) % len(barriers)], voice) for place, voice in enumerate(voices)]


def _note(network: Network) -> None:
    for key, who, days, text in NOTES:
        author = Person.objects.get(email=BY_KEY[who].email)
        note = write_note(Barrier.objects.get(network=network, key=key), text=text, actor=author)
        Note.objects.filter(pk=note.pk).update(at=_ago(days))


def _report_again(network: Network, *, secretary: Person) -> None:
    """What is known already, and was merged into that."""
    target = Barrier.objects.get(network=network, key=CEILING)
    known = set(Report.objects.of(target).values_list("organisation", flat=True))
    voice = next(one for one in _voices(network) if not known & {held.organisation.pk for held in seated(one).holdings})
    report = report_new(
        network,
        summary="Loftet over anlæg standser vores klimatilpasning",
        wanted="Bygge en sluse og to bassiner, som byrådet har sat penge af til.",
        stopped="Projektet får ikke plads under anlægsloftet i år.",
        helps="At klimatilpasning ikke tæller med.",
        consent=Consent.NAMED,
        actor=voice,
    )
    merge(report.barrier, target=target, actor=secretary)


def _reopen(network: Network) -> None:
    """One that a municipality says is not over."""
    barrier = Barrier.objects.get(network=network, key=COMBINED)
    report = Report.objects.of(barrier).with_all().order_by("pk")[0]
    reopen(barrier, reason="Vi står med den igen i et nyt projekt. Vil I se på den en gang til?", actor=report.person)


def _report_anew(network: Network) -> None:
    """Two that only the secretariat has read."""
    first, second = _voices(network)[:2]
    report_new(
        network,
        summary="Vi må ikke dele varmedata med naboens forsyning",
        wanted="Lægge to varmeplaner sammen, fordi nettene ligger 800 meter fra hinanden.",
        stopped="Forsyningerne siger, at data om forbrug er fortrolige, også når de lægges sammen.",
        helps="En afgørelse, der siger, hvor mange huse der skal til, før data ikke længere er fortrolige.",
        consent=Consent.UNNAMED,
        actor=first,
    )
    report_new(
        network,
        summary="Tilsagn om tilskud udløber, før klagen er afgjort",
        stopped="Vi mister tilskuddet til vådområdet i december, og nævnet svarer tidligst til foråret.",
        consent=Consent.NAMED,
        actor=second,
    )
