"""Who may do what with barriers and reports. A report is its municipality's, whoever of it wrote it."""

from klimanet.accounts.models import Person
from klimanet.barriers.models import Barrier, Change, Effect, Note, Report, Step
from klimanet.barriers.models.reports import ReportQuerySet
from klimanet.entries.permissions import Standing, may_arrange, may_see, standing
from klimanet.members.models import Network, Organisation
from klimanet.members.permissions import may_run_network
from klimanet.rules.actors import SYSTEM, Actor


def reporting_for(standing: Standing) -> list[Organisation]:
    """The municipalities the person may report for."""
    return [holding.organisation for holding in standing.voices if holding.organisation.is_municipality]


def may_report(actor: Actor, network: Network) -> bool:
    """One's own municipality's barriers; the secretariat, on behalf of any."""
    if not isinstance(actor, Person):
        return may_run_network(actor, network)
    return Barrier.is_begun_by(standing(actor, network).holdings)


def may_join(actor: Actor, barrier: Barrier) -> bool:
    seen = not isinstance(actor, Person) or may_see(actor, barrier)
    return seen and may_report(actor, barrier.network)


def nothing_to_add(standing: Standing, barrier: Barrier) -> Report | None:
    """What the person's municipality has said of it, where none that they may report for is left to report it."""
    own = reporting_for(standing)
    reports = list(Report.objects.standing().of(barrier).of_any(own).with_all().order_by("pk"))
    return reports[0] if reports and len(reports) == len(own) else None


def speaks_for(standing: Standing, report: Report) -> bool:
    """Its municipality's own."""
    return report.organisation in reporting_for(standing)


def is_changed_by(standing: Standing, report: Report) -> bool:
    """Its municipality, always; the secretariat where it wrote it, on the municipality's behalf."""
    return speaks_for(standing, report) or (report.on_behalf and standing.runs)


def may_consent(actor: Actor, report: Report) -> bool:
    """Say who may know of it: its municipality's alone."""
    return isinstance(actor, Person) and speaks_for(standing(actor, report.barrier.network), report)


def may_change(actor: Actor, report: Report) -> bool:
    """Say it otherwise, that the municipality does not have it, or that it does after all."""
    if not isinstance(actor, Person):
        return report.on_behalf and may_run_network(actor, report.barrier.network)
    return is_changed_by(standing(actor, report.barrier.network), report)


def may_reopen(actor: Actor, barrier: Barrier) -> bool:
    """Whoever reported it, also where the network never read it; whether it is over, and is theirs still, is told in a sentence."""
    return isinstance(actor, Person) and said_of(actor, barrier).exists()


def may_take_back(actor: Actor, change: Change) -> bool:
    """The secretariat what it said; a municipality that it opened the barrier again."""
    if not change.is_reopening:
        return may_run_network(actor, change.barrier.network)
    return bool(change.report and may_consent(actor, change.report))


may_answer = may_consent  # say whether an outcome helped
may_note = may_arrange  # what the secretariat alone reads of a barrier


def may_remove(actor: Actor, note: Note) -> bool:
    """Whoever runs the network: a note is the office's, also when its author has left."""
    return may_note(actor, note.barrier)


def is_rewritten_by(standing: Standing, note: Note) -> bool:
    """One's own: nobody rewrites another's words."""
    return standing.runs and note.person_id == standing.person.pk


def may_rewrite(actor: Actor, note: Note) -> bool:
    return isinstance(actor, Person) and is_rewritten_by(standing(actor, note.barrier.network), note)


def may_open(actor: Actor, step: Step) -> bool:
    """Let the network read what was held back, once its day has come."""
    return actor is SYSTEM


def may_ask(actor: Actor, effect: Effect) -> bool:
    """Ask those who reported a barrier whether an outcome helped, once its day has come."""
    return actor is SYSTEM


def said_of(person: Person, barrier: Barrier) -> ReportQuerySet:
    """What the municipalities that the person may report for have said of it, also what they took back or was moved from it."""
    said = Report.objects.of(barrier) | Report.objects.moved_from(barrier.pk)
    return said.of_any(reporting_for(standing(person, barrier.network))).with_all()


def own_reports(person: Person, barrier: Barrier) -> ReportQuerySet:
    """Of these, what stands of the barrier itself."""
    return said_of(person, barrier).standing().of(barrier)
