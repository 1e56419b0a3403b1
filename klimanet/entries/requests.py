"""What every view about entries asks first."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from klimanet.accounts.requests import SignedInRequest, person_of
from klimanet.entries.models import Comment, Draft, Entry, written_in
from klimanet.entries.operations.following import keep_draft, mark_read
from klimanet.entries.permissions import Standing
from klimanet.members.models import Network
from klimanet.members.requests import holdings_in, network_here, reader
from klimanet.rules.refusals import Refusal

NEVER_DRAFTED = {"csrfmiddlewaretoken", "token", "draft", "leave", "preview", "draft_path", "shown", "answers"}


def standing_here(request: SignedInRequest, network: str) -> Standing:
    """Where whoever asks stands in the network at that address; 404 where nowhere."""
    return Standing(request.user, holdings_in(request, network))


def entry_here(request: SignedInRequest, network: str, entry: int) -> Entry:
    """The entry, if whoever asks may see it."""
    here = network_here(request, network)
    return get_object_or_404(Entry.objects.visible_to(reader(request)).in_network(here).with_author(), pk=entry)


def comment_here(request: SignedInRequest, network: str, entry: int, comment: int) -> Comment:
    """The comment on that entry, if whoever asks may see it."""
    found = entry_here(request, network, entry)
    comments = Comment.objects.visible_to(reader(request)).of(found).with_author().select_related("entry__network")
    return get_object_or_404(comments, pk=comment)


def begun(request: SignedInRequest, path: str) -> Draft:
    """What the person began at `path` and has not sent, an empty one where nothing; its fields are initial values for the form."""
    return Draft.objects.visible_to(reader(request)).at(path).first() or Draft(path=path, fields={})


def typed(request: SignedInRequest) -> dict:
    """The form as it was typed, for a draft: lists where a field has several values; files cannot be kept.

    Nothing, where nothing is written.
    """
    if not any(request.POST.get(name, "").strip() for name in written_in()):
        return {}
    sent = {name: [value.replace("\0", "") for value in values] for name, values in request.POST.lists()}
    return {
        name.replace("\0", ""): values if len(values) > 1 else values[0]
        for name, values in sent.items()
        if name not in NEVER_DRAFTED and any(values)
    }


def is_sent(request: HttpRequest) -> bool:
    """Whether the form is sent in earnest, not to be looked at, kept for later or left."""
    return request.method == "POST" and not {"preview", "draft", "leave"} & set(request.POST)


def previewed(request: HttpRequest) -> dict:
    """The text to look at first, where that was asked for."""
    return {"previewed": request.POST.get("text", "") if "preview" in request.POST else None}


def is_kept_as_draft(request: SignedInRequest, network: Network, path: str) -> bool:
    """Whether the form was sent to be kept for later, and is; why it could not be kept is told."""
    return request.method == "POST" and "draft" in request.POST and _is_kept(request, network, path)


def is_left(request: SignedInRequest, network: Network, path: str) -> bool:
    """Whether a button of the form leads elsewhere, and all that was typed is kept for later; why it could not be kept is told."""
    leaves = request.method == "POST" and "leave" in request.POST
    return leaves and (not typed(request) or _is_kept(request, network, path))


def _is_kept(request: SignedInRequest, network: Network, path: str) -> bool:
    if refused := keep_as_draft(request, network, path):
        messages.error(request, refused)
        return False
    messages.success(request, _("Your draft is kept."))
    if request.FILES:
        messages.warning(request, _("A draft keeps no files. Choose them again when you send it."))
    return True


def keep_as_draft(request: SignedInRequest, network: Network, path: str) -> str:
    """Keep what is typed; answers why it could not be kept, or nothing."""
    fields = typed(request)
    try:
        keep_draft(request.user, network=network, path=path, fields=fields, actor=request.user)
    except Refusal as refusal:
        return refusal.message
    return "" if fields else _("Nothing is written yet, so no draft is kept.")


def is_read(request: HttpRequest) -> bool:
    """Whether the person looks at the page: it is not fetched ahead, only asked about, or seen by somebody else."""
    ahead = "prefetch" in f"{request.headers.get('Sec-Purpose', '')}{request.headers.get('Purpose', '')}"
    person = person_of(request)
    return request.method == "GET" and not ahead and not (person and person.seen_by)


def leave_mark(request: SignedInRequest, entry: Entry, *, comment: int) -> None:
    """Note how far the person has read."""
    if is_read(request):
        mark_read(entry, comment=comment, person=request.user)
