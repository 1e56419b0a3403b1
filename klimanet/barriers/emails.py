"""What a municipality that reported a barrier is told by mail; the secretariat, of what it reopens or takes back, and of a note.

Each mail is about ids alone and says what is so when it goes out: a state that was taken back is told to nobody.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.barriers.models import Barrier, Change, Effect, Note, Report, ReportVersion
from klimanet.barriers.models.barriers import UNDOABLE
from klimanet.barriers.models.reports import ReportQuerySet
from klimanet.barriers.permissions import may_reopen
from klimanet.mail.models import Letter, Message
from klimanet.mail.operations import bring_back, post, stable_id
from klimanet.members.models import Holding
from klimanet.members.models.networks import HoldingQuerySet, today
from klimanet.notifications.emails import list_headers
from klimanet.notifications.permissions import wants_mail
from klimanet.text.addresses import path_to
from klimanet.text.openings import opening

LONGEST_IN_SUBJECT = 60  # characters of a barrier's title


def received(report: Report) -> None:
    """The answer that comes by itself: number, who sees to it, and when."""
    post(
        to=report.person.email,
        subject=_received_subject(report),
        network=report.barrier.network,
        origin="barrier_received",
        about={"report": report.pk},
        message_id=stable_id("barrier", "received", report.pk),
    )


def on_behalf(report: Report) -> None:
    """Note that each at its municipality who may report, and has signed in, is told that the secretariat did, if that lasts."""
    held, when = _speaking_for(report).signed_in(), report.created_at + UNDOABLE
    _post_each_person(held, _on_behalf_subject, report, "barrier_on_behalf", send_after=when, report=report.pk)


def noted_after_all(report: Report) -> None:
    """Whoever was not told of what was noted for them, since it was taken back, is told now."""
    people = _speaking_for(report).values_list("person", flat=True)
    found = (_message_id("barrier_on_behalf", report.pk, person) for person in people)
    bring_back(found, withdrawn_since=report.created_at)


def on_behalf_letter(*, report: int, person: int) -> Letter | None:
    """Nobody is told once the municipality itself has changed it."""
    found = Report.objects.standing().with_all().filter(pk=report, on_behalf=True).first()
    return _to_the_municipality(found, person, _on_behalf_subject, "barriers/mail/on_behalf.txt") if found else None


def received_letter(*, report: int) -> Letter | None:
    found = Report.objects.standing().with_all().filter(pk=report).first()
    return _letter(found, _received_subject, "barriers/mail/received.txt") if found else None


def changed(change: Change) -> None:
    """Note that each municipality that reported it is told, once it can no longer be taken back; not the one that did it."""
    reports = Report.objects.standing().of(change.barrier_id).exclude(pk=change.report_id or 0)
    _post_each(reports, _changed_subject, "barrier_changed", send_after=change.tells_at, change=change.pk)


def changed_letter(*, change: int, report: int) -> Letter | None:
    found = Change.objects.standing().filter(pk=change).first()
    told = Report.objects.standing().with_all().filter(pk=report, barrier__changes=change).first()
    if found is None or told is None:
        return None
    is_latest = found == told.barrier.changes.standing().last()  # else the barrier's date is a later change's
    return _letter(told, _changed_subject, "barriers/mail/changed.txt", change=found, is_latest=is_latest)


def told(effect: Effect) -> None:
    """Note that each municipality that reported the barrier is told of the outcome, once it can no longer be taken back."""
    reports = Report.objects.standing().of(effect.barrier_id)
    _post_each(reports, _told_subject, "barrier_told", send_after=effect.tells_at, effect=effect.pk)


def told_letter(*, effect: int, report: int) -> Letter | None:
    return _outcome_letter(effect, report, _told_subject, "barriers/mail/told.txt")


def asked(effect: Effect) -> None:
    """Ask each municipality that reports the barrier by now, wherever it was merged into, whether it helped."""
    _post_each(effect.reports(), _asked_subject, "barrier_asked", effect=effect.pk)


def asked_letter(*, effect: int, report: int) -> Letter | None:
    """Nobody is asked who has said so meanwhile, nor of a report that no longer speaks for its barrier."""
    found = Effect.objects.filter(pk=effect).first()
    if found is None or not found.reports().exclude(answers__effect=effect).filter(pk=report).exists():
        return None
    return _outcome_letter(effect, report, _asked_subject, "barriers/mail/asked.txt")


def _outcome_letter(effect: int, report: int, subject, template: str) -> Letter | None:
    found = Effect.objects.select_related("outcome__network", "barrier").filter(pk=effect).first()
    told = Report.objects.standing().with_all().filter(pk=report).first()
    if found is None or told is None or not found.is_of(told) or found.outcome.hidden_at:
        return None
    moved = told.barrier.changes.standing().filter(at__gte=found.at).exists()
    answering = settings.SITE + path_to("barrier_answering", told.barrier.network.slug, told.pk, found.pk)
    return _letter(told, subject, template, effect=found, outcome=found.outcome, moved=moved, answering=answering)


def shown_again(outcome: int, *, hidden_at: datetime) -> None:
    """Whoever a mail about it was due to since it was hidden gets that now; what was withdrawn before stays so."""
    for effect in Effect.objects.filter(outcome=outcome):
        reports = list(effect.reports())
        for origin in ("barrier_told", "barrier_asked"):
            bring_back((_message_id(origin, effect.pk, report.pk) for report in reports), withdrawn_since=hidden_at)


def merged(reports: Iterable[Report], line: Line) -> None:
    """Note that each is told under which number its barrier goes on, or is again, once that has lasted."""
    for report in reports:
        post(
            to=report.person.email,
            subject=_merged_subject(report),
            network=report.barrier.network,
            send_after=line.at + UNDOABLE,
            origin="barrier_merged",
            about={"report": report.pk, "barrier": report.barrier_id, "line": line.pk},
            message_id=_message_id("barrier_merged", line.pk, report.pk),
        )


def merged_letter(*, report: int, barrier: int, line: int) -> Letter | None:
    """Nobody is told what they have been told, nor what did not last: the next mail says where it went from there."""
    found = Report.objects.standing().speaking().of(barrier).with_all().filter(pk=report).first()
    theirs = Message.objects.filter(origin="barrier_merged", about__report=report)
    if found is None or theirs.filter(about__line__gt=line).exists():
        return None
    told = theirs.filter(sent_at__isnull=False).order_by("pk").last()
    known = Barrier.objects.by_key(told.about["barrier"]).get() if told else found.first_barrier
    if known.pk == barrier:
        return None
    template = "merged" if found.merging else "separated"
    return _letter(found, _merged_subject, f"barriers/mail/{template}.txt", known=known)


def reopened(change: Change) -> None:
    """Note that whoever sees to it is told, without a word of whose it is, once it can no longer be taken back."""
    when = change.tells_at
    _post_each_person(
        _running(change), _reopened_subject, change, "barrier_reopened", send_after=when, change=change.pk
    )


def reopened_letter(*, change: int, person: int) -> Letter | None:
    found = Change.objects.standing().select_related("barrier__network").filter(pk=change).first()
    return _to_the_office(found, person, _reopened_subject, "barriers/mail/reopened.txt") if found else None


def joined(report: Report) -> None:
    """Note that whoever sees to it is told that a municipality has what is said to be over, if that lasts."""
    when = report.created_at + UNDOABLE
    _post_each_person(_running(report), _joined_subject, report, "barrier_joined", send_after=when, report=report.pk)


def joined_letter(*, report: int, person: int) -> Letter | None:
    """Nobody is told once it was taken back, nor of what is open again, which waits for them."""
    found = Report.objects.standing().with_all().filter(pk=report).first()
    if found is None or found.barrier.is_open:
        return None
    return _to_the_office(found, person, _joined_subject, "barriers/mail/joined.txt")


def withdrawn(version: ReportVersion) -> None:
    """Note that the other side is told of what was taken back, if that lasts: the municipality, or whoever runs the network.

    `version` is how it was.
    """
    report = version.report
    told = _speaking_for(report).signed_in() if report.on_behalf else _running(report)
    subject, when = (_unnoted_subject if report.on_behalf else _withdrawn_subject), version.until + UNDOABLE
    _post_each_person(told, subject, report, "barrier_withdrawn", send_after=when, version=version.pk)


def withdrawn_letter(*, version: int, person: int) -> Letter | None:
    """Nobody is told once it was brought back; nor twice, where it was taken back again; nor of what they never heard of."""
    found = Report.objects.withdrawn().with_all().filter(versions=version).first()
    if found is None or found.versions.filter(pk__gt=version).exists():
        return None
    if found.on_behalf:
        noted = _message_id("barrier_on_behalf", found.pk, person)
        if Message.objects.filter(message_id=noted, sent_at=None).exists():
            return None
        return _to_the_municipality(found, person, _unnoted_subject, "barriers/mail/unnoted.txt")
    return _to_the_office(found, person, _withdrawn_subject, "barriers/mail/withdrawn.txt")


def _running(thing: Change | Report) -> HoldingQuerySet:
    return Holding.objects.active().in_network(thing.barrier.network).running().select_related("person")


def _to_the_office(thing: Change | Report, person: int, subject, template: str) -> Letter | None:
    """To one of those who run the network, about what has come from a municipality."""
    held = _running(thing).filter(person=person).first()
    if held is None:
        return None
    with translation.override(held.person.language):
        address = settings.SITE + thing.get_absolute_url()
        context = {"barrier": thing.barrier, "person": held.person, "address": address}
        return Letter(held.person.email, subject(thing), render_to_string(template, context))


def noted(note: Note) -> None:
    """Tell whoever sees to the barrier of a colleague's note."""
    barrier = note.barrier
    handling = Holding.objects.active().in_network(barrier.network).running().filter(seat=barrier.handler_id)
    held = handling.exclude(person=note.person_id).select_related("person")
    _post_each_person(held, _noted_subject, note, "barrier_noted", note=note.pk)


def noted_letter(*, note: int, person: int) -> Letter | None:
    """None once it is deleted, and for whoever is not of the secretariat any longer, or wants no mails."""
    reader = Person.objects.present().filter(pk=person).first()
    if reader is None or not wants_mail(reader):
        return None
    found = Note.objects.visible_to(reader).select_related("person", "barrier__network").filter(pk=note).first()
    if found is None:
        return None
    with translation.override(reader.language):
        network = found.barrier.network
        context = {
            "note": found,
            "barrier": found.barrier,
            "person": reader,
            "address": settings.SITE + found.get_absolute_url(),
            "choices": settings.SITE + path_to("notifications", network.slug),
        }
        told = render_to_string("barriers/mail/noted.txt", context)
        return Letter(reader.email, _noted_subject(found), told, headers=list_headers(network, reader))


def _post_each(
    reports: ReportQuerySet, subject, origin: str, *, send_after: datetime | None = None, **about: int
) -> None:
    """One mail for each report, about it and what it is told."""
    for report in reports.with_all():
        post(
            to=report.person.email,
            subject=subject(report),
            network=report.barrier.network,
            send_after=send_after,
            origin=origin,
            about={**about, "report": report.pk},
            message_id=_message_id(origin, *about.values(), report.pk),
        )


def _to_the_municipality(report: Report, person: int, subject, template: str) -> Letter | None:
    """To one of those who speak for it, about what the secretariat did for them."""
    reader = next((one.person for one in _speaking_for(report) if one.person_id == person), None)
    return _letter(report, subject, template, reader=reader) if reader else None


def _post_each_person(
    held: HoldingQuerySet,
    subject,
    thing: Report | Note | Change,
    origin: str,
    *,
    send_after: datetime | None = None,
    **about: int,
) -> None:
    """One to each who sits there, with `subject` of `thing` in their language."""
    for holding in held:
        with translation.override(holding.person.language):
            post(
                to=holding.person.email,
                subject=subject(thing),
                network=thing.barrier.network,
                send_after=send_after,
                origin=origin,
                about={**about, "person": holding.person_id},
                message_id=_message_id(origin, *about.values(), holding.person_id),
            )


def _message_id(origin: str, *keys: int) -> str:
    return stable_id(*origin.split("_"), *keys)


def _letter(report: Report, subject, template: str, *, reader: Person | None = None, **context) -> Letter | None:
    """To `reader`, or whoever wrote the report, else somebody who speaks for the same: the municipality, or the secretariat."""
    reader = reader or _reader(report)
    if reader is None:
        return None
    barrier = report.barrier
    with translation.override(reader.language):
        address = settings.SITE + report.get_absolute_url()
        handler = Holding.objects.active(today()).own().filter(seat=barrier.handler_id).select_related("person").first()
        facts = {"report": report, "barrier": barrier, "person": reader, "address": address, "handler": handler}
        facts["may_reopen"] = barrier.is_reopenable and may_reopen(reader, barrier)
        return Letter(reader.email, subject(report), render_to_string(template, facts | context))


def _reader(report: Report) -> Person | None:
    running = Holding.objects.active().in_network(report.barrier.network).running().select_related("person")
    return min(
        (holding.person for holding in (running if report.on_behalf else _speaking_for(report))),
        key=lambda person: (person != report.person, person.pk),
        default=None,
    )


def _speaking_for(report: Report) -> HoldingQuerySet:
    """The seats from which its municipality's people may report."""
    theirs = Holding.objects.active().in_network(report.barrier.network).speaking()
    return theirs.filter(seat__membership__organisation=report.organisation_id).select_related("person")


def _on_behalf_subject(report: Report) -> str:
    return _headed(_("Barrier %d: noted for your municipality"), report.barrier)


def _reopened_subject(change: Change) -> str:
    return _headed(_("Barrier %d was reopened"), change.barrier)


def _joined_subject(report: Report) -> str:
    return _headed(_("Barrier %d: a municipality has it too"), report.barrier)


def _withdrawn_subject(report: Report) -> str:
    return _headed(_("Barrier %d: a municipality does not have it"), report.barrier)


def _unnoted_subject(report: Report) -> str:
    return _headed(_("Barrier %d: no longer noted for your municipality"), report.barrier)


def _noted_subject(note: Note) -> str:
    return _headed(_("Barrier %d: a colleague’s note"), note.barrier)


def _received_subject(report: Report) -> str:
    return _headed(_("Barrier %d: we have got your report"), report.barrier)


def _merged_subject(report: Report) -> str:
    moved = report.merging_id is not None
    return _headed(
        _("Your barrier goes on as number %d") if moved else _("Your barrier is number %d again"), report.barrier
    )


def _changed_subject(report: Report) -> str:
    return _headed(_("Barrier %d: there is news"), report.barrier)


def _told_subject(report: Report) -> str:
    return _headed(_("Barrier %d: this is what came of it"), report.barrier)


def _asked_subject(report: Report) -> str:
    return _headed(_("Barrier %d: did it help?"), report.barrier)


def _headed(subject: str, barrier: Barrier) -> str:
    """As other mails of a network begin: numbers are a network's own, and some are in two. Few know theirs by its number."""
    title = opening(" ".join(barrier.title.split()), most=LONGEST_IN_SUBJECT)
    return f"[{barrier.network}] {subject % barrier.number} · {title}"
