"""A municipality reports a barrier, joins one that is known, changes what it said, and takes it back.

Who reports is known from the report alone, so the activity log has these as the installation's own.
"""

import json
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.barriers import emails
from klimanet.barriers.models import Barrier, Consent, Enclosure, Report, ReportVersion, State, first_date
from klimanet.barriers.models.reports import KEPT, RANGES, ReportQuerySet, fault_of
from klimanet.barriers.permissions import may_change, may_consent, may_join, may_report, reporting_for
from klimanet.barriers.writing import locked_alone, refuse_unworded, whoever_sees_to_it
from klimanet.entries.models import Audience, Entry, Link
from klimanet.entries.models.merging import merged_with
from klimanet.entries.operations.following import link
from klimanet.entries.permissions import may_see, standing
from klimanet.entries.writing import begin, forget_draft, locked_entry, takes_in_files
from klimanet.files.intake import Kept
from klimanet.members.models import Network, Organisation, Theme
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal, require


@takes_in_files
@transaction.atomic
def report_new(
    network: Network,
    *,
    summary: str,
    actor: Person,
    organisation: Organisation | None = None,
    themes: Iterable[Theme] = (),
    cause: str = "",
    rule: str = "",
    rule_link: str = "",
    decided_by: str = "",
    source: Entry | None = None,
    attachments: Iterable[Kept] = (),
    draft: str = "",
    token: uuid.UUID | None = None,
    **said,
) -> Report:
    """Report a barrier that nobody has reported yet; `said` are the fields of the report, `source` the entry it came from.

    Only the secretariat reads the barrier until it is assessed; whoever reported it follows it by their report. `draft` is
    where it was begun, if not from `source`.
    """
    require(may_report(actor, network))
    organisation, on_behalf = _whose(network, organisation, actor)
    care = whoever_sees_to_it(network)
    barrier = Barrier(
        network=network,
        title=summary,
        audience=Audience.SECRETARIAT,
        state=State.RECEIVED,
        due_on=first_date(),
        handler=care.seat,
        cause=cause,
        rule=rule,
        rule_link=rule_link,
        decided_by=decided_by,
    )
    begin(barrier, author=care.person, organisation=care.organisation, text="", themes=themes)
    report = _keep(barrier, organisation, said, actor=actor, on_behalf=on_behalf, source=source)
    _enclose(report, attachments, actor=actor)
    readers = (actor, care.person)  # a circle may leave out the latter
    if source and not report.is_told_by_source and all(may_see(person, source) for person in readers):
        link(barrier, target=source, actor=care.person)
    forget_draft(actor, draft or Barrier.begin_address(network, source))
    record("barrier.received", barrier, actor=SYSTEM, network=network, token=token, entry=barrier.pk)
    _answer(report)
    return report


@takes_in_files
@transaction.atomic
def join(
    barrier: Barrier,
    *,
    actor: Person,
    organisation: Organisation | None = None,
    source: Entry | None = None,
    attachments: Iterable[Kept] = (),
    begun_at: str = "",
    draft: str = "",
    token: uuid.UUID | None = None,
    **said,
) -> Report:
    """Say that one's municipality has it too, in its own words. The barrier is not linked to `source`, which others read.

    What was kept at `draft` is said by this, and what was kept at `begun_at`, where it was begun as a new barrier.
    """
    require(may_join(actor, barrier))
    organisation, on_behalf = _whose(barrier.network, organisation, actor)
    barrier = locked_alone(barrier)
    refuse_unworded(barrier)
    report = _keep(barrier, organisation, said, actor=actor, on_behalf=on_behalf, source=source)
    _enclose(report, attachments, actor=actor)
    for path in (begun_at, draft):
        forget_draft(actor, path)
    record("barrier.reported", barrier, actor=SYSTEM, network=barrier.network, token=token, entry=barrier.pk)
    _answer(report)
    if barrier.is_reopenable and not on_behalf:
        emails.joined(report)
    return report


@takes_in_files
@transaction.atomic
def change_report(
    report: Report,
    *,
    actor: Person,
    attachments: Iterable[Kept] = (),
    after_all: bool = False,
    token: uuid.UUID | None = None,
    **said,
) -> None:
    """Say it otherwise, or let fewer or more know; how it was is kept. What was taken back is brought back only `after_all`."""
    require(may_change(actor, report))
    if after_all:
        bring_back(report, actor=actor)
    report = _locked(report, actor)
    if report.withdrawn_at:
        raise Refusal(_("It was taken back. Say below that you have it after all, and send it again."))
    require(may_consent(actor, report) or said.get("consent", report.consent) == report.consent)
    _refuse_turned(said)
    _enclose(report, attachments, actor=actor)
    if not attachments and all(getattr(report, name) == value for name, value in said.items()):
        return
    _say_anew(report, said, actor=actor)
    barrier = report.barrier
    record("barrier.report_changed", barrier, actor=SYSTEM, network=barrier.network, token=token, entry=barrier.pk)


@transaction.atomic
def withdraw(report: Report, *, actor: Person, reason: str = "", token: uuid.UUID | None = None) -> None:
    """Say that the municipality does not have it, nor what was merged into it; whoever did not say so is told.

    That is the secretariat, or where it takes back what it noted itself, the municipality.
    """
    require(may_change(actor, report))
    report, *others = _locked_beside(report, actor)
    if report.withdrawn_at:
        if reason not in ("", report.withdrawal):
            raise Refusal(_("It is taken back already. Your reason was not sent."), field="reason")
        return
    others = [other for other in others if not other.withdrawn_at]
    if not all(may_change(actor, other) for other in others):
        raise Refusal(_("%s has itself reported what was merged into this barrier.") % report.organisation)
    gone = {"withdrawn_at": timezone.now(), "withdrawal": reason, "consent": Consent.SECRETARIAT}
    version, barrier = _say_anew(report, gone, actor=actor), report.barrier
    for other in others:
        _say_anew(other, gone, actor=actor)
    record("barrier.withdrawn", barrier, actor=SYSTEM, network=barrier.network, token=token, entry=barrier.pk)
    emails.withdrawn(version)


@transaction.atomic
def bring_back(report: Report, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """Say that the municipality has it after all, also where that was taken back with it; it says what it said, to as many."""
    require(may_change(actor, report))
    report, *others = _locked_beside(report, actor)
    if not report.withdrawn_at:
        return
    if report.barrier.merged_into_id:
        raise Refusal(_("It was merged into another barrier. Say there that you have it."))
    _refuse_second(report.barrier, report.organisation)
    found = report.barrier
    for one in [report, *(other for other in others if other.withdrawn_at == report.withdrawn_at)]:
        if not _stands(one.barrier, one.organisation):  # else it was reported anew since
            _say_as_before(one, actor=actor)
            if not may_consent(actor, one):  # else they know of it
                emails.noted_after_all(one)
    record("barrier.brought_back", found, actor=SYSTEM, network=found.network, token=token, entry=found.pk)


@transaction.atomic
def take_out(enclosure: Enclosure, *, actor: Person, token: uuid.UUID | None = None) -> None:
    """Take a file back: nobody opens it any longer."""
    require(may_change(actor, enclosure.report))
    report = _locked(enclosure.report, actor)
    barrier = report.barrier
    if not Enclosure.objects.of(report).filter(pk=enclosure.pk).delete()[0]:
        return
    record("barrier.report_changed", barrier, actor=SYSTEM, network=barrier.network, token=token, entry=barrier.pk)


def _locked(report: Report, actor: Person) -> Report:
    """Whose it is, and who may change it, is asked of how it is by now."""
    return _held(Report.objects.filter(pk=report.pk), report, actor)[0]


def _locked_beside(report: Report, actor: Person) -> list[Report]:
    """The same, and after it what its municipality says beside it, where two were merged; nobody merges or joins meanwhile."""
    Network.objects.select_for_update(no_key=True).get(pk=report.barrier.network_id)
    locked_entry(Report.objects.get(pk=report.pk).barrier_id)
    return _held(Report.objects.beside(report), report, actor)


def _held(rows: ReportQuerySet, report: Report, actor: Person) -> list[Report]:
    """Those of the rows by now, held in the order of their keys, but that report first."""
    held = Report.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).order_by("pk")
    # Their rows alone: joined with where it lay, one that was moved meanwhile is not found.
    list(held.select_for_update(no_key=True))
    found = list(held.select_related("barrier__network", "organisation"))
    found.sort(key=lambda one: one.pk != report.pk)
    require(may_change(actor, found[0]))
    return found


def _say_anew(report: Report, said: dict, *, actor: Person) -> ReportVersion:
    """Answers how the locked report was."""
    was_counted = report.counts_until
    earlier = {name: getattr(report, name) for name in KEPT}
    version = ReportVersion.objects.create(
        report=report, person=report.person, said=json.dumps(earlier, ensure_ascii=False, default=str)
    )
    for name, value in said.items():
        setattr(report, name, value)
    report.person, report.changed_at = actor, timezone.now()
    report.on_behalf = not may_consent(actor, report)
    if report.consent != earlier["consent"]:
        report.consented_at = report.changed_at
        report.lowered_at = report.changed_at if was_counted and report.consent < Consent.NAMED else None
    report.save()
    if report.is_told_by_source:
        Link.objects.filter(source__in=merged_with(report.barrier_id), target=report.begun_from).delete()
    return version


def _say_as_before(report: Report, *, actor: Person) -> None:
    """What it said when it was taken back, by whom."""
    withdrawn, *earlier = report.versions.all()
    said = withdrawn.as_report()
    _say_anew(report, {"withdrawn_at": None, "withdrawal": "", "consent": said.consent}, actor=actor)
    report.person, report.on_behalf = withdrawn.person, said.on_behalf  # whose words they are
    report.changed_at = earlier[0].until if earlier else None
    report.save()


def _answer(report: Report) -> None:
    if report.on_behalf:
        emails.on_behalf(report)
    else:
        emails.received(report)


def _enclose(report: Report, attachments: Iterable[Kept], *, actor: Person) -> None:
    for kept in attachments:
        Enclosure.objects.create(report=report, blob=kept.blob, name=kept.name, person=actor)


def _keep(
    barrier: Barrier, organisation: Organisation, said: dict, *, actor: Person, on_behalf: bool, source: Entry | None
) -> Report:
    """The barrier is in our hands: two of the same municipality come one after the other."""
    _refuse_second(barrier, organisation)
    theirs = Report.objects.lacking().of(barrier).of_any([organisation])
    if on_behalf and theirs.filter(on_behalf=False).exists():
        raise Refusal(_("%s has said that it does not have it.") % organisation, field="organisation")
    _refuse_turned(said)
    consent = min(said.pop("consent", Consent.SECRETARIAT), Consent.SECRETARIAT if on_behalf else Consent.PUBLIC)
    facts = {"organisation": organisation, "person": actor, "on_behalf": on_behalf, "consent": consent}
    begun_from = source if source and may_see(actor, source) else None
    return Report.objects.create(barrier=barrier, begun_from=begun_from, **facts, **said)


def _stands(barrier: Barrier, organisation: Organisation) -> bool:
    """Whether the municipality has a report of it that it has not taken back."""
    return Report.objects.standing().of(barrier).of_any([organisation]).exists()


def _refuse_second(barrier: Barrier, organisation: Organisation) -> None:
    if _stands(barrier, organisation):
        raise Refusal(_("%s has reported it already. Change what you said instead.") % organisation)


def _refuse_turned(said: dict) -> None:
    for low, high in RANGES:
        if fault := fault_of(said.get(low), said.get(high)):
            raise Refusal(fault, field=high)


def _whose(network: Network, organisation: Organisation | None, actor: Person) -> tuple[Organisation, bool]:
    """The municipality that reports, and whether the secretariat does it for them."""
    here = standing(actor, network)
    own = reporting_for(here)
    if organisation is None and len(own) == 1 and not here.runs:
        return own[0], False
    if organisation in own:
        return organisation, False
    if organisation and here.runs and organisation in network.members():
        return organisation, True
    raise Refusal(_("Choose the municipality that has it."), field="organisation")
