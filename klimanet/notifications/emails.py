"""What somebody wrote, in full, to those who wait for it. No link in a mail acts: muting is a button on a page."""

from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import Person
from klimanet.entries.models import Attachment
from klimanet.entries.queries import Names
from klimanet.entries.templatetags.entries import named
from klimanet.mail.models import Letter, Message
from klimanet.mail.operations import post, stable_id
from klimanet.members.models import Network
from klimanet.notifications.models import Notification, Reason
from klimanet.notifications.permissions import is_to_be_mailed, unsubscribe_key
from klimanet.text.addresses import path_to
from klimanet.text.markdown import with_names

WHY = {
    Reason.REPLY: _("You get this e-mail because you follow the thread."),
    Reason.MENTION: _("You get this e-mail because somebody mentioned you or your organisation."),
    Reason.ADDRESSED: _("You get this e-mail because somebody asks your organisation."),
}


def tell(notification: Notification) -> Message:
    """Write down that a mail about it is to go out. Title and text are not in it: who may read them is asked when it goes."""
    with translation.override(notification.person.language):
        return post(
            to=notification.person.email,
            subject=gettext("News from a conversation"),
            network=notification.network,
            message_id=stable_id("line", notification.line_id, "person", notification.person_id),
            origin="notification",
            about={"notification": notification.pk},
        )


def letter(*, notification: int) -> Letter | None:
    """The mail, in the person's language; None where they have read it meanwhile, may no longer, or want no mails."""
    found = Notification.objects.filter(pk=notification).with_text().first()
    if found is None or not is_to_be_mailed(found):
        return None
    person, source = found.person, found.source
    entry = found.comment.entry if found.comment else found.entry
    files = Attachment.objects.visible_to(person).of(entry).present().filter(comment=found.comment)
    with translation.override(person.language):
        names = Names(entry)
        context = {
            "notification": found,
            "entry": entry,
            "source": source,
            "text": with_names(source.text, names.mentions()),
            "html": mark_safe(named(source.shown, names).replace('href="/', f'href="{settings.SITE}/')),
            "files": list(files),
            "why": WHY[Reason(found.reason)],
            "address": settings.SITE + found.get_absolute_url(),
            "choices": settings.SITE + path_to("notifications", entry.network.slug),
        }
        conversation = stable_id("entry", entry.pk)
        return Letter(
            to=person.email,
            subject=f"[{entry.network}] {entry.title}",
            text=render_to_string("notifications/mail/notification.txt", context),
            html=render_to_string("notifications/mail/notification.html", context),
            headers={"In-Reply-To": conversation, "References": conversation, **list_headers(found.network, person)},
        )


def list_headers(network: Network, person: Person) -> dict[str, str]:
    """What mail programs sort by, and where their own button for unsubscribing sends to (RFC 8058)."""
    unsubscribing = path_to("unsubscribing", network.slug, unsubscribe_key(person))
    return {
        "List-Id": f"<{network.slug}.{urlsplit(settings.SITE).hostname}>",
        "List-Unsubscribe": f"<{settings.SITE}{unsubscribing}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
