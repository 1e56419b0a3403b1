"""The demo's barriers: real ones, with their sources. Who reports them here, and with what words, is invented."""

import datetime
import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from operator import itemgetter
from pathlib import Path

from klimanet.accounts.models import Person
from klimanet.barriers.models import Barrier, Change, Consent, Note, Report, Severity, State
from klimanet.barriers.operations.importing import bring_in
from klimanet.barriers.operations.notes import write_note
from klimanet.barriers.operations.reports import join, report_new, withdraw
from klimanet.barriers.operations.states import move, reopen, word
from klimanet.entries.operations.merging import merge
from klimanet.mail.models import Message
from klimanet.members.models import Holding, Network
from klimanet.members.models.reading import seated
from klimanet.rules.actors import SYSTEM
from klimanet.text.dates import midnight
from klimanet.website.demo.cast import BY_KEY
from klimanet.website.demo.dating import dated, moment, working_day
from klimanet.website.demo.histories import BEFORE, HISTORIES, LATE, ORDER, TAKEN_UP, WORDED
from klimanet.website.demo.work import work_for_barriers

BARRIERS, SAID = (Path(__file__).with_name(name) for name in ("barriers.json", "reports.json"))
CEILING, COMBINED, GROUNDWATER = "B03", "B10", "B07"  # keys in the file
FOUNDED, FIRST = datetime.date(2018, 1, 1), datetime.date(2018, 3, 5)  # since then a network; groundwater reported
APART = datetime.timedelta(days=40)  # from one report of groundwater to the next
MUNICIPALITIES, REPORTS = 40, 100  # of so many, so many
TAKEN_BACK = 5  # days ago
RUNGS = [Consent.NAMED, Consent.UNNAMED, Consent.NAMED, Consent.SECRETARIAT, Consent.NAMED, Consent.PUBLIC]
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
    ("B09", "jonas", 3, "Jeg beder en af dem, der har meldt den, om et regneeksempel. (Eksempel til demoen.)"),
]


def report_barriers(network: Network, *, secretary: Person) -> None:
    with dated(moment(TAKEN_UP)):
        bring_in(network, content=BARRIERS.read_bytes(), actor=SYSTEM)
        _word_anew(network, secretary=secretary)
    then = moment(TAKEN_UP)
    barriers = Barrier.objects.filter(network=network)
    barriers.update(created_at=then, received_at=then, worded_at=then, edited_at=None, last_activity_at=then)
    barriers.filter(key=GROUNDWATER).update(created_at=midnight(FIRST), received_at=midnight(FIRST))
    happened = [*_joinings(network), *_groundwater(network), *_moves(network, secretary=secretary)]
    for at, happen in sorted(happened, key=itemgetter(0)):
        with dated(at):
            happen(at)
    of_old = Report.objects.filter(barrier__key=GROUNDWATER).values("organisation")
    network.memberships.filter(organisation__in=of_old).update(since=FOUNDED)
    _look_again(network)
    work_for_barriers(network, secretary=secretary)
    _report_anew(network)
    _note(network)
    _report_again(network, secretary=secretary)
    _reopen(network)
    _take_back(network)
    Message.objects.filter(origin__startswith="barrier_").delete()


def _word_anew(network: Network, *, secretary: Person) -> None:
    for key, worded in WORDED.items():
        barrier = Barrier.objects.get(network=network, key=key)
        facts: dict = {"title": barrier.title, "text": barrier.text, **worded}
        word(barrier, **facts, actor=secretary)


def _moves(network: Network, *, secretary: Person) -> Iterator[tuple[datetime.datetime, Callable]]:
    """Each step of each history, and when; what is not open when its history begins came to us that far."""
    for key, history in HISTORIES.items():
        Barrier.objects.filter(network=network, key=key).update(state=BEFORE.get(history[0][1], State.RECEIVED))
        for when, state, line in history:
            yield moment(when), partial(_advance, network, key, state, line, secretary=secretary)


def _advance(network: Network, key: str, state: State, line: str, at: datetime.datetime, *, secretary: Person) -> None:
    due_on = working_day(120 if state == State.PARKED else 21)
    barrier = Barrier.objects.get(network=network, key=key)
    change = move(barrier, state=state, line=line, due_on=due_on, actor=secretary)
    Change.objects.filter(pk=change.pk).update(at=at)
    Barrier.objects.filter(pk=barrier.pk).update(last_activity_at=at)


def _look_again(network: Network) -> None:
    """What is only assessed has its next dates over the coming months, or has been left lying."""
    assessed = Barrier.objects.filter(network=network, state=State.ASSESSED).order_by("key")
    for place, barrier in enumerate(assessed):
        days = -LATE[barrier.key] if barrier.key in LATE else 5 + 4 * place
        Barrier.objects.filter(pk=barrier.pk).update(due_on=working_day(days))


def _joinings(network: Network) -> Iterator[tuple[datetime.datetime, Callable]]:
    """Each municipality has some of them, and each barrier is had by some: the first by most. And when each said so."""
    voices = _voices(network)[:MUNICIPALITIES]
    said, rungs = _said(), cycle(RUNGS)
    pairs = [(key, voice) for step in range(len(ORDER)) for key, voice in _turn(voices, step)]
    for place, (key, voice) in enumerate(pairs[:REPORTS]):
        facts = {**next(said[key]), "consent": next(rungs)}
        at = midnight(FIRST + place // 10 * APART) if key == GROUNDWATER else moment(250 - 2 * place)
        yield at, partial(_join, network, key, voice, facts)


def _said() -> dict[str, Iterator[dict[str, str]]]:
    """By a barrier's key what one municipality after the other says of it; what fits any barrier comes last."""
    found = json.loads(SAID.read_bytes())
    return {key: iter([*found.get(key, []), *found["any"]]) for key in ORDER}


def _groundwater(network: Network) -> Iterator[tuple[datetime.datetime, Callable]]:
    """One more, who has yet to say whether the law helped."""
    said = {
        "stopped": "Grundvandet står i kældrene, og hver ejer må dræne for sig.",
        "helps": "At kommunen må tage sig af det for hele gaden.",
        "severity": Severity.PREVENTS,
        "consent": Consent.NAMED,
    }
    aase = Person.objects.get(email=BY_KEY["aase"].email)
    yield midnight(FIRST + 4 * APART), partial(_join, network, GROUNDWATER, aase, said)


def _join(network: Network, key: str, voice: Person, said: dict, at: datetime.datetime) -> None:
    report = join(Barrier.objects.get(network=network, key=key), **said, actor=voice)
    Report.objects.filter(pk=report.pk).update(created_at=at, consented_at=at)


def _voices(network: Network) -> list[Person]:
    """Somebody of each municipality."""
    held = Holding.objects.active().own().in_network(network).with_network().select_related("person").order_by("pk")
    speaking = [one for one in held if one.speaks and one.organisation.is_municipality]
    return list({one.organisation.pk: one.person for one in speaking}.values())


def _turn(voices: list[Person], step: int) -> list[tuple[str, Person]]:
    """Each municipality with another barrier at every step, by its key; the one it begins with is among the first ten."""
    return [(ORDER[(place % 10 + step * 7) % len(ORDER)], voice) for place, voice in enumerate(voices)]


def _note(network: Network) -> None:
    for key, who, days, text in NOTES:
        author = Person.objects.get(email=BY_KEY[who].email)
        note = write_note(Barrier.objects.get(network=network, key=key), text=text, actor=author)
        Note.objects.filter(pk=note.pk).update(at=moment(days))


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


def _take_back(network: Network) -> None:
    """One that a municipality of the cast does not have any longer."""
    anders, at = Person.objects.get(email=BY_KEY["anders"].email), moment(TAKEN_BACK)
    theirs = Report.objects.in_network(network).of_any([held.organisation for held in seated(anders).holdings])
    report = theirs.filter(barrier__state=State.ASSESSED, barrier__merged_into=None).order_by("pk")[0]
    with dated(at):
        withdraw(report, reason="Vi fandt en løsning med forsyningen, så den rammer os ikke længere.", actor=anders)
    report.versions.update(until=at)
    Report.objects.filter(pk=report.pk).update(withdrawn_at=at, changed_at=at, consented_at=at)
    Report.objects.filter(pk=report.pk, lowered_at__isnull=False).update(lowered_at=at)


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
