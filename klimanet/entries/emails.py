"""What people are told by mail about order in the network: what came of a report, and why their own words are hidden."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.entries.models import Comment, Entry, Report
from klimanet.entries.permissions import may_follow, may_see
from klimanet.mail.models import Letter
from klimanet.mail.operations import post
from klimanet.text.addresses import path_to


def tell_reporter(report: Report) -> None:
    """Write down that a mail is to go out to whoever reported something."""
    _post(report.person, report.network, _reporters_subject, origin="report", about={"report": report.pk})


def report_letter(*, report: int) -> Letter | None:
    """What came of it, without a word of what was reported; None where they have left the network."""
    found = Report.objects.filter(pk=report).with_thing().select_related("settled_by", "person").first()
    if found is None or not found.settled_at or not may_follow(found.person, found.network):
        return None
    with translation.override(found.person.language):
        address = settings.SITE + path_to("own_activity", found.network.slug)
        context = {"report": found, "person": found.person, "address": address}
        text = render_to_string("entries/mail/report.txt", context)
        return Letter(to=found.person.email, subject=_reporters_subject(), text=text)


def tell_author(thing: Entry | Comment) -> None:
    """Write down that a mail is to go out to the author of what is hidden, who did not do it themselves."""
    if thing.hidden_by_id == thing.author_id:
        return
    entry, comment = (thing.entry, thing) if isinstance(thing, Comment) else (thing, None)
    about = {"entry": entry.pk, "comment": comment.pk if comment else None}
    _post(thing.author, entry.network, _authors_subject, origin="hiding", about=about)


def hiding_letter(*, entry: int, comment: int | None) -> Letter | None:
    """Why, and whom to write to; None where it is shown again, or its author has left."""
    if comment:
        thing = Comment.objects.filter(pk=comment).with_author().select_related("entry__network__contact").first()
    else:
        thing = Entry.objects.by_key(entry).with_author().select_related("network__contact").first()
    if thing is None or not thing.hidden_at or not may_see(thing.author, thing):
        return None
    network = thing.entry.network if isinstance(thing, Comment) else thing.network
    with translation.override(thing.author.language):
        context = {"thing": thing, "network": network, "address": settings.SITE + thing.get_absolute_url()}
        text = render_to_string("entries/mail/hiding.txt", context)
        return Letter(to=thing.author.email, subject=_authors_subject(), text=text)


def _post(person: Person, network, subject, *, origin: str, about: dict) -> None:
    with translation.override(person.language):
        post(to=person.email, subject=subject(), network=network, origin=origin, about=about)


def _reporters_subject() -> str:
    return _("What came of what you told us about")


def _authors_subject() -> str:
    return _("The secretariat has hidden something you wrote")
