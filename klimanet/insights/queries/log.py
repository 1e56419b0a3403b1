"""The activity log as sentences: names are looked up as they are now, for a whole page at once."""

import datetime
from dataclasses import dataclass

from django.db.models import CharField, IntegerField, Q, QuerySet, Value
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.models import Line
from klimanet.entries.models import Comment, Entry, kinds
from klimanet.entries.queries import told as deed_of
from klimanet.insights.models import Broadcast
from klimanet.insights.words import GROUPS, OWN, SENTENCES
from klimanet.members.models import Holding, Membership, Network, Organisation, Profile, Seat, Seated, Theme
from klimanet.rules.actors import Applicant
from klimanet.search.models import Words
from klimanet.text.addresses import path_to
from klimanet.text.analysis import asked_in
from klimanet.text.dates import midnight
from klimanet.text.paging import Page, page_of
from klimanet.text.sorting import danish_key

MOST_THINGS = 100  # threads of one title
ENTRY = Entry._meta.label_lower
Key = tuple[str, int]  # the kind of a thing as the log has it, and its id


@dataclass(frozen=True)
class Told:
    """One line in a sentence, and where what it tells of is now."""

    line: Line
    sentence: str
    address: str


@dataclass(frozen=True)
class Thing:
    name: str
    address: str = ""


def log_page(network: Network, *, reader: Seated, answers: dict, after: str = "") -> Page:
    """A page of `Told`, latest first. What the reader may not see stays unnamed, and is not found by its title either."""
    lines = Line.objects.in_network(network).exclude(verb__in=OWN)
    page = page_of(_narrowed(lines, network, reader, answers), by=["-pk"], after=after)
    things = _things(page.rows, network, reader)
    return Page([_told(line, things) for line in page.rows], page.next)


def _narrowed(lines: QuerySet[Line], network: Network, reader: Seated, answers: dict) -> QuerySet[Line]:
    people = Person.objects.filter(pk__in=Holding.objects.in_network(network).values("person"))
    if who := answers.get("who"):
        for key in map(danish_key, who.split()):
            people = people.filter(sort_key__contains=key)
    if organisation := answers.get("organisation"):
        here = Holding.objects.in_network(network).filter(seat__membership__organisation=organisation)
        people = people.filter(pk__in=here.values("person"))
    if who or organisation:
        lines = lines.filter(actor_kind=Person.actor_kind, actor_id__in=people.values("pk"))
    if deed := answers.get("deed"):
        _label, verbs = GROUPS[deed]
        lines = lines.filter(Q(*(Q(verb__startswith=verb) for verb in verbs), _connector=Q.OR))
    if thing := answers.get("thing"):
        lines = lines.filter(_about(thing, network, reader))
    if since := answers.get("since"):
        lines = lines.filter(at__gte=midnight(since))
    if until := answers.get("until"):
        lines = lines.filter(at__lt=midnight(until + datetime.timedelta(days=1)))
    return lines


def _about(title: str, network: Network, reader: Seated) -> Q:
    """Lines about entries of that title and their comments, as search finds titles."""
    visible = Entry.objects.visible_to(reader).in_network(network)
    if words := asked_in(title):
        called = Words.objects.called(network.pk, words).filter(document__entry__in=visible)
        found = called.values_list("document__entry", flat=True)
    else:  # signs, which search knows nothing of
        found = visible.filter(title__contains=title).order_by("-created_at", "-pk").values_list("pk", flat=True)
    entries = list(found[:MOST_THINGS])
    comments = Comment.objects.filter(entry__in=entries).values("pk")
    labels = [ENTRY, *(kind._meta.label_lower for kind in kinds().values())]
    return Q(subject_kind__in=labels, subject_id__in=entries) | Q(
        subject_kind=Comment._meta.label_lower, subject_id__in=comments
    )


def _told(line: Line, things: dict[Key, Thing]) -> Told:
    what = things.get(_what(line), Thing(_("something you may not read") if _of_entry(line) else "…"))
    who = things.get((Person._meta.label_lower, _person(line) or 0), Thing(_nobody(line)))
    whom = things.get((Person._meta.label_lower, line.facts.get("person") or 0), Thing("…"))
    sentence = SENTENCES.get(line.verb) or _("%(who)s: %(deed)s (%(what)s)")
    words = {"who": who.name, "what": what.name, "whom": whom.name, "deed": deed_of(line)}
    return Told(line, sentence % words, what.address)


def _person(line: Line) -> int | None:
    """Who did it; None where that is no person: an applicant's number is their application's."""
    return line.actor_id if line.actor_kind == Person.actor_kind else None


def _nobody(line: Line) -> str:
    return _("An applicant") if line.actor_kind == Applicant.actor_kind else _("Klimanet")


def _of_entry(line: Line) -> bool:
    return "entry" in line.facts


def _what(line: Line) -> Key:
    """What a line tells of: of a comment or a file, the entry it belongs to."""
    return (ENTRY, line.facts["entry"]) if _of_entry(line) else (line.subject_kind, line.subject_id)


def _things(lines: list[Line], network: Network, reader: Seated) -> dict[Key, Thing]:
    """Everything the lines name and the reader may see, from one question."""
    wanted: dict[str, set[int]] = {}
    for line in lines:
        for kind, key in (
            _what(line),
            ("accounts.person", _person(line)),
            ("accounts.person", line.facts.get("person")),
        ):
            if isinstance(key, int):
                wanted.setdefault(kind, set()).add(key)
    name = "name_en" if get_language() == "en" else "name"
    parts: list[tuple[QuerySet, str, str]] = [
        (Person.objects.all(), "name", ""),
        (Organisation.objects.all(), "name", "slug"),
        (Theme.objects.exclude(**{name: ""}), name, ""),
        (Membership.objects.all(), "organisation__name", "organisation__slug"),
        (Seat.objects.all(), "membership__organisation__name", "membership__organisation__slug"),
        (Profile.objects.all(), "person__name", ""),
        (Broadcast.objects.in_network(network), "subject", ""),
        (Entry.objects.visible_to(reader).in_network(network), "title", "kind"),
    ]
    rows = [_part(found, wanted.get(found.model._meta.label_lower, set()), *columns) for found, *columns in parts]
    return {
        (kind, key): Thing(_("“%s”") % name if kind == ENTRY else name, _address(network, kind, key, word, number))
        for kind, key, name, word, number in rows[0].union(*rows[1:], all=True)
    }


def _part(found: QuerySet, keys: set[int], name: str, word: str) -> QuerySet:
    """Kind, key, name, a word and a number for its address."""
    label = found.model._meta.label_lower
    number = "number" if label == ENTRY else Value(0, output_field=IntegerField())
    rows = found.select_related(None).order_by().filter(pk__in=keys)
    return rows.values_list(_text(label), "pk", name, word or _text(""), number)


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _address(network: Network, kind: str, key: int, word: str, number: int) -> str:
    if kind == ENTRY:
        return path_to(kinds()[word].view, network.slug, number)
    if kind == Broadcast._meta.label_lower:
        return path_to("broadcast", network.slug, key)
    return path_to("organisation", network.slug, word) if word else ""
