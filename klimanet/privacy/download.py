"""All that is kept of a person as one zip, sent while it is made: data for a program, a page to read and print, their files."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import partial
from itertools import chain
from pathlib import PurePosixPath

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.entries.mentions import names_of
from klimanet.entries.models import Attachment, Mention
from klimanet.files import store
from klimanet.privacy.declarations import personal
from klimanet.privacy.queries import who_is
from klimanet.rules.personal import Personal, Who
from klimanet.text.dates import day, moment
from klimanet.text.markdown import with_names
from klimanet.text.markup import joined, markup

LABELS = {
    "answer": _("Answer"),
    "answered_at": _("Answered"),
    "asked_at": _("Asked"),
    "asked_key": _("How search finds you"),
    "at": _("When"),
    "at_once": _("E-mails at once"),
    "audience": _("Who can read it"),
    "barrier__title": _("Barrier"),
    "began_at": _("From"),
    "broadcast__created_at": _("When"),
    "broadcast__network__name": _("Network"),
    "broadcast__subject": _("Subject"),
    "closed_at": _("Closed"),
    "comment": _("As far as comment number"),
    "comment__number": _("Comment number"),
    "created": _("When"),
    "created_at": _("When"),
    "dealt_at": _("Dealt with"),
    "decided_at": _("Decided"),
    "deleted_at": _("Deleted"),
    "difference": _("What it does to the barrier"),
    "edited_at": _("Changed"),
    "email": _("E-mail"),
    "email_address__email": _("E-mail"),
    "ended_at": _("Until"),
    "entry__network__name": _("Network"),
    "entry__number": _("Number"),  # not its title: it may be another's to read by now
    "entry__title": _("In"),
    "example": _("Example"),
    "expire_date": _("Until"),
    "failed_at": _("Given up"),
    "fields": _("What you wrote"),
    "found_at": _("Found"),
    "heading": _("Heading"),
    "heading_en": _("Heading in English"),
    "helped": _("Did it help?"),
    "helped_before": _("What was answered before that month"),
    "helps": _("What would help"),
    "holding__seat__membership__organisation__name": _("Organisation"),
    "id": _("Number"),
    "ip": _("IP address"),
    "kind": _("Kind"),
    "language": _("Language"),
    "last_login": _("Last signed in"),
    "last_seen_at": _("Last seen"),
    "last_used_at": _("Last used"),
    "line": _("What you wrote"),
    "listed_at": _("In the list of people since"),
    "made_at": _("Applied"),
    "mailed_at": _("Mailed"),
    "membership__organisation__name": _("Organisation"),
    "name": _("Name"),
    "network__name": _("Network"),
    "next_on": _("Next time"),
    "note": _("Note"),
    "number": _("Number"),
    "on": _("When"),
    "organisation__name": _("Organisation"),
    "phone": _("Phone"),
    "position": _("Manager or staff"),
    "primary": _("In use"),
    "quoted_at": _("Quoted"),
    "question__membership__organisation__name": _("Organisation"),
    "question__year": _("Year"),
    "read_at": _("Read"),
    "reason": _("Why"),
    "refused_at": _("Refused"),
    "refused_because": _("Why"),
    "replaced_at": _("Until"),
    "report__barrier__title": _("Barrier"),
    "revoked_at": _("Closed"),
    "said": _("What it said"),
    "seat__membership__network__name": _("Network"),
    "seat__membership__organisation__name": _("Organisation"),
    "seat__role": _("Role"),
    "section": _("Section"),
    "sent_at": _("Sent"),
    "settled_at": _("Dealt with"),
    "source__title": _("From"),
    "state": _("State"),
    "stopped": _("What stopped you"),
    "subject": _("Subject"),
    "subject_id": _("Number"),
    "subject_kind": _("Of what"),
    "summary": _("What came of it"),
    "target__title": _("To"),
    "text": _("Text"),
    "text_en": _("Text in English"),
    "thread__title": _("In"),
    "title": _("Title"),
    "to": _("To"),
    "type": _("Kind"),
    "until": _("Until"),
    "updated_at": _("Last changed"),
    "user_agent": _("Browser"),
    "verb": _("What"),
    "verified": _("Confirmed"),
    "wanted": _("What you wanted to do"),
    "withdrawal": _("Why you took it back"),
    "why": _("Why"),
    "withdrawn": _("Withdrawn"),
    "withdrawn_at": _("Not sent after all"),
    "words": _("Ask me about"),
    "written_at": _("From"),
}
FOLDER = "filer"


def pieces_of(person: Person) -> Iterator[bytes]:
    """The zip, bit by bit, in the language that is active now. Each table is asked for twice, however many rows it has."""
    return _in_language(translation.get_language(), _zipped(person))


def _in_language(language: str | None, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What is sent after the view has answered is made outside its language."""
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


class _Tube(io.RawIOBase):
    """What is written comes out at the other end."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.held += data
        return len(data)

    def take(self) -> bytes:
        taken, self.held = bytes(self.held), bytearray()
        return taken


def _zipped(person: Person) -> Iterator[bytes]:
    tube, who = _Tube(), who_is(person)
    with zipfile.ZipFile(tube, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, pieces in chain(_texts(who), _files(person)):
            info = zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            with whole.open(info, "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece)
                    if tube.held:
                        yield tube.take()
    yield tube.take()


def _texts(who: Who) -> Iterator[tuple[str, Iterator[bytes]]]:
    names = names_of(
        Mention.objects.by(who.key).select_related("person", "organisation")
    )  # those whom the person names themselves
    told = partial(_told, names=names)
    yield gettext("my-data.json"), (piece.encode() for piece in _json(who, told))
    yield gettext("my-data.html"), (piece.encode() for piece in _page(who, told))


def _told(row: dict, *, names: dict[str, str]) -> dict:
    """With names where the person wrote them."""
    return {
        column: with_names(value, names) if column in ("text", "title", "summary") and value else value
        for column, value in row.items()
    }


def _rows(one: Personal, who: Who) -> Iterable[dict]:
    return one.of(who).order_by("pk").values(*one.shows).iterator()


def _json(who: Who, told) -> Iterator[str]:
    separator = "{\n"
    for one in personal():
        label = one.model._meta.label_lower
        facts = {
            "what": str(one.what),
            "purpose": str(one.purpose),
            "basis": str(one.basis.value),
            "kept": str(one.kept),
        }
        yield f"{separator}{json.dumps(label)}: {json.dumps(facts, ensure_ascii=False)[:-1]}, "
        if one.shows:
            lines = (json.dumps(told(row), cls=DjangoJSONEncoder, ensure_ascii=False) for row in _rows(one, who))
            yield '"rows": ['
            for number, line in enumerate(lines):
                yield f"{',' if number else ''}\n  {line}"
            yield "]}"
        else:
            yield f'"number": {one.of(who).count()}}}'
        separator = ",\n"
    yield "\n}\n"


def _page(who: Who, told) -> Iterator[str]:
    """Plain HTML that any browser shows and prints: first who it is, then what there is, last what there is nothing of."""
    title = gettext("What Klimanet keeps about %(name)s") % {"name": who.name}
    yield markup(
        '<!doctype html>\n<html lang="{}">\n<head><meta charset="utf-8"><title>{}</title></head>\n<body>\n<h1>{}</h1>\n'
        "<p>{}</p>\n",
        *(translation.get_language() or "da", title, title, moment(timezone.now())),
    )
    for one in sorted(personal(), key=lambda one: (one.model is not Person, not one.of(who).exists())):
        yield markup(
            "<h2>{}</h2>\n<p>{}: {}. {}: {}. {}: {}.</p>\n",
            *(one.what, gettext("Purpose"), one.purpose, gettext("Basis"), one.basis.value, gettext("Kept"), one.kept),
        )
        if one.shows:
            yield from _table(one, who, told)
        else:
            yield markup("<p>{}: {}</p>\n", gettext("How many"), one.of(who).count())
    yield "</body>\n</html>\n"


def _table(one: Personal, who: Who, told) -> Iterator[str]:
    empty, choices = True, {column: _choices(one, column) for column in one.shows}
    for row in _rows(one, who):
        if empty:
            heads = joined("<th>{}</th>", ((LABELS[column],) for column in one.shows))
            yield markup('<table border="1">\n<thead><tr>{}</tr></thead>\n<tbody>\n', heads)
            empty = False
        cells = ((_cell(_word(value, choices[column])),) for column, value in told(row).items())
        yield markup("<tr>{}</tr>\n", joined("<td>{}</td>", cells))
    yield markup("<p>{}</p>\n", gettext("Nothing.")) if empty else "</tbody>\n</table>\n"


def _choices(one: Personal, column: str) -> dict:
    """What the codes of a column are called, where it holds codes."""
    model, field = one.model, None
    for name in column.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model or model
    return dict(getattr(field, "flatchoices", ()) or ())


def _word(value: object, choices: dict) -> object:
    return choices.get(value, value) if isinstance(value, str) else value


def _cell(value: object) -> SafeString | str:
    match value:
        case None | "":
            return ""
        case bool():
            return gettext("Yes") if value else gettext("No")
        case datetime():
            return capfirst(moment(value))
        case date():
            return day(value)
        case dict() | list():
            return _in_lines(json.dumps(value, ensure_ascii=False, indent=1))
        case _:
            return _in_lines(str(value))


def _in_lines(text: str) -> SafeString:
    return joined("{}", ((line,) for line in text.splitlines()), between="<br>")


def _files(person: Person) -> Iterator[tuple[str, Iterator[bytes]]]:
    if person.photo:
        yield f"{FOLDER}/billede.jpg", store.pieces(person.photo)
    for attachment in Attachment.objects.by(person).with_place().iterator():
        name = PurePosixPath(attachment.name.replace("\\", "/")).name
        yield f"{FOLDER}/{attachment.pk}-{name}", store.pieces(attachment.blob)
