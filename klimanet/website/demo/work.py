"""The demo's political work: letters, meetings and analyses about its barriers, a law that came of it, and a no."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from klimanet.accounts.models import Person
from klimanet.barriers.models import (
    Act,
    Answer,
    Barrier,
    Change,
    Consent,
    Difference,
    Effect,
    Helped,
    Means,
    Outcome,
    Report,
    Sequel,
    Stage,
    Step,
)
from klimanet.barriers.operations.outcomes import note_outcome, say_whether_it_helped, tell_effect
from klimanet.barriers.operations.sequels import continue_in
from klimanet.barriers.operations.steps import argue, plan_step, settle_step
from klimanet.entries.models import Audience
from klimanet.members.models import Network
from klimanet.members.models.networks import today
from klimanet.text.dates import midnight
from klimanet.website.demo.dating import dated, moment, working_day

GROUNDWATER, SURPLUS, POLLUTED, SOLAR, CEILING = "B07", "B02", "B08", "B01", "B03"  # keys in the file
ADOPTED_ON, CONTINUED_ON = datetime.date(2025, 6, 3), datetime.date(2025, 6, 17)
REFUSED, ASKED, ANSWERED = 80, 30, 25  # days ago


@dataclass(frozen=True)
class Work:
    """A step of the demo."""

    barrier: str  # its key in the file
    means: Means
    title: str
    argument: str
    counterpart: str = ""
    text: str = ""
    delivered: int | str = 0  # see `moment`; nought where it is only planned
    stage: Stage | None = None
    result: str = ""


WORK = [
    Work(
        GROUNDWATER,
        Means.ANALYSIS,
        "Fælles analyse af terrænnært grundvand",
        "Uden hjemmel løser hver grundejer det for sig, og det er både dyrere og dårligere for grundvandet.",
        counterpart="DANVA og fire kommuner",
        text="Fire kommuner har regnet på, hvad det koster at håndtere grundvandet samlet og hver for sig.",
        delivered="2020-02-11",
        stage=Stage.PARTLY,
        result="Den indgik i det videre arbejde.",
    ),
    Work(
        GROUNDWATER,
        Means.HEARING,
        "Høringssvar om terrænnært grundvand",
        "Kommuner og forsyninger skal have hjemmel til at håndtere grundvandet samlet og betale over taksten.",
        counterpart="Miljøministeriet",
        text="Udkastet var i høring i november 2024. I alt kom der 47 høringssvar.",
        delivered="2024-11-28",
        stage=Stage.ACCEPTED,
        result="Hjemlen kom med, da lovforslaget blev fremsat i marts 2025.",
    ),
    Work(
        SURPLUS,
        Means.LETTER,
        "Brev om modregning af solcelleoverskud",
        "Stat og regioner beholder deres overskud. Kommunerne bør kunne det samme.",
        counterpart="Finansministeriet",
        delivered=165,
        stage=Stage.REFUSED,
        result="Svaret var nej. (Eksempel til demoen.)",
    ),
    Work(
        SOLAR,
        Means.LETTER,
        "Brev om selskabskravet for solceller",
        "Et selskab koster mere i revision, end et lille anlæg tjener.",
        counterpart="Klima-, Energi- og Forsyningsministeriet",
    ),
]


def work_for_barriers(network: Network, *, secretary: Person) -> None:
    steps = [_work(network, work, secretary=secretary) for work in WORK]
    with dated(moment(str(WORK[1].delivered))):
        _quote(steps[1], secretary=secretary)
    plan_step(
        network,
        title="Møde om anlægsloftet",
        text="Dagsordenen er ikke offentlig endnu.",
        means=Means.MINISTER,
        counterpart="Indenrigsministeren",
        planned_on=working_day(18),
        opens_on=working_day(21),
        barrier=_barrier(network, CEILING),
        argument="Klimainvesteringer, der sparer drift, bør ikke tælle med under loftet.",
        actor=secretary,
    )
    with dated(midnight(ADOPTED_ON)):
        effect = _pass_the_law(network, steps[:2], secretary=secretary)
    with dated(moment(ANSWERED)):
        _answer(effect)
    with dated(midnight(CONTINUED_ON)):
        _go_on(_barrier(network, GROUNDWATER), _barrier(network, POLLUTED), secretary=secretary)
    with dated(moment(REFUSED)):
        _hear_a_no(network, steps[2], secretary=secretary)


def _barrier(network: Network, key: str) -> Barrier:
    return Barrier.objects.select_related("network").get(network=network, key=key)


def _work(network: Network, work: Work, *, secretary: Person) -> Step:
    delivered_on = timezone.localdate(moment(work.delivered)) if work.delivered else None
    with dated(moment(work.delivered)):
        step = plan_step(
            network,
            title=work.title,
            text=work.text,
            means=work.means,
            counterpart=work.counterpart,
            delivered_on=delivered_on,
            planned_on=None if delivered_on else working_day(9),
            deadline_on=None if delivered_on else working_day(16),
            barrier=_barrier(network, work.barrier),
            argument=work.argument,
            audience=Audience.NETWORK,
            actor=secretary,
        )
        if work.stage:
            settle_step(step, stage=work.stage, result=work.result, actor=secretary)
    if delivered_on:
        _date(step, delivered_on)
    return step


def _date(entry: Step | Outcome, day: datetime.date) -> None:
    type(entry).objects.filter(pk=entry.pk).update(created_at=midnight(day), last_activity_at=midnight(day))


def _quote(step: Step, *, secretary: Person) -> None:
    """With the words of those who may be quoted in public, if there are any."""
    argument = step.arguments.select_related("barrier").get()
    quoted = Report.objects.of(argument.barrier).filter(consent=Consent.PUBLIC)
    argue(step, barrier=argument.barrier, text=argument.text, quoted=quoted, actor=secretary)


def _pass_the_law(network: Network, steps: list[Step], *, secretary: Person) -> Effect:
    law = note_outcome(
        network,
        title="Lov om håndtering af terrænnært grundvand",
        text="Fremsat i marts 2025, vedtaget den 3. juni 2025. Kommuner og forsyninger kan nu håndtere grundvandet samlet.",
        act=Act.ACT,
        rule="L 183, folketingsåret 2024-25",
        rule_link="https://ft.dk/samling/20241/lovforslag/l183/20241_l183_som_fremsat.htm",
        adopted_on=ADOPTED_ON,
        evidence="https://danva.dk/nyheder/2025/lov-om-haandtering-af-terraennaert-grundvand-vedtaget",
        asks_on=today() - datetime.timedelta(days=ASKED),
        steps=steps,
        actor=secretary,
    )
    barrier = _barrier(network, GROUNDWATER)
    effect = tell_effect(
        law,
        barrier=barrier,
        difference=Difference.REMOVES,
        line="Efter 47 høringssvar blev lovforslaget fremsat i marts 2025, og nu er loven vedtaget: I kan håndtere grundvandet "
        "samlet og betale over taksten. Tak for jeres eksempler.",
        actor=secretary,
    )
    _long_ago(effect, ADOPTED_ON)
    Effect.objects.filter(pk=effect.pk).update(asked_at=moment(ASKED))
    return effect


def _answer(effect: Effect) -> None:
    """The first three, each otherwise."""
    said = (Helped.YES, Helped.PARTLY, Helped.NO)
    for report, helped in zip(effect.reports().with_all().order_by("pk"), said, strict=False):
        say_whether_it_helped(effect, report=report, helped=helped, actor=report.person)
    Answer.objects.filter(effect=effect).update(at=moment(ANSWERED))


def _go_on(barrier: Barrier, sequel: Barrier, *, secretary: Person) -> None:
    """In what still stands in the way, which came up with the law."""
    continue_in(barrier, sequel=sequel, actor=secretary)
    Sequel.objects.filter(earlier=barrier).update(at=midnight(CONTINUED_ON))
    Barrier.objects.filter(pk=sequel.pk).update(created_at=midnight(CONTINUED_ON), received_at=midnight(CONTINUED_ON))


def _hear_a_no(network: Network, letter: Step, *, secretary: Person) -> None:
    """One of which an old source tells, and which municipalities still have."""
    barrier, answered_on = _barrier(network, SURPLUS), timezone.localdate(moment(REFUSED))
    refusal = note_outcome(
        network,
        title="Overskud fra kommunale solceller modregnes fortsat",
        text="Svaret var nej. Brevet og svaret er et eksempel til demoen.",
        act=Act.NONE,
        adopted_on=answered_on,
        evidence="Svar på vores brev.",
        steps=[letter],
        actor=secretary,
    )
    effect = tell_effect(
        refusal,
        barrier=barrier,
        difference=Difference.NONE,
        line="Svaret er nej. Vi rejser den igen, når energilovene åbnes; sig til, hvis jeres tal har ændret sig.",
        actor=secretary,
    )
    _long_ago(effect, answered_on)


def _long_ago(effect: Effect, day: datetime.date) -> None:
    """Those who reported it have been told."""
    Effect.objects.filter(pk=effect.pk).update(at=midnight(day))
    Change.objects.filter(effect=effect).update(at=midnight(day))
    Barrier.objects.filter(pk=effect.barrier_id).update(last_activity_at=midnight(day))
    _date(effect.outcome, day)
