"""What stands below an entry of any kind: its comments, and the form to say more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from klimanet.accounts.requests import SignedInRequest
from klimanet.entries.forms import CommentForm
from klimanet.entries.models import Entry
from klimanet.entries.permissions import Standing
from klimanet.entries.queries import comment_page, merged_address
from klimanet.entries.requests import is_read, leave_mark
from klimanet.text.converters import number_in


def comment_asked(request: HttpRequest) -> int | None:
    """The number of the comment that the address names."""
    return number_in(request.GET.get("kommentar"))


def goes_on(request: SignedInRequest, entry: Entry, standing: Standing) -> HttpResponse | None:
    """Where what was merged goes on, which is said there; None where the reader does not see that."""
    address = merged_address(entry, standing, comment_asked(request))
    if address and is_read(request):
        merged = {"title": entry.title, "number": entry.number}
        messages.info(request, _("“%(title)s”, no. %(number)s, was merged into this.") % merged)
    return redirect(address) if address else None


def conversation(request: SignedInRequest, entry: Entry, standing: Standing) -> dict:
    """The context of `entries/conversation.html`; `entry` comes with mark and draft, and is read now.

    A kind in which a comment may be the answer says so in place of `may_answer` and `answer_id`.
    """
    asked = {"page": number_in(request.GET.get("side")), "comment": comment_asked(request)}
    page = comment_page(entry, viewer=standing, seen=entry.seen_comment, **asked)
    read_to = max([entry.seen_comment or 0, *(row.number for row in page.rows)])
    if entry.unread or read_to != entry.seen_comment:
        leave_mark(request, entry, comment=read_to)
    said = {"entry": entry, "standing": standing, "page": page, "shown": page.shown}
    said |= {"may_answer": False, "answer_id": None}
    may_comment = standing.may_contribute() and not entry.closed_at and not entry.merged_into_id
    form = CommentForm(standing=standing, initial=entry.begun or {}) if may_comment else None
    return said | {"may_comment": may_comment, "comment_form": form, "may_report": standing.may_report(entry)}
