"""What somebody wrote, in full, to those who wait for it. No link in a mail acts: muting is a button on a page."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from klimanet.entries.mentions import with_names
from klimanet.entries.models import Attachment
from klimanet.entries.queries import Names
from klimanet.entries.templatetags.entries import named
from klimanet.mail.models import Message
from klimanet.mail.operations import post, stable_id
from klimanet.notifications.models import Notification, Reason

WHY = {
    Reason.REPLY: _("You get this e-mail because you follow the thread."),
    Reason.MENTION: _("You get this e-mail because somebody mentioned you or your organisation."),
    Reason.ADDRESSED: _("You get this e-mail because somebody asks your organisation."),
}


def tell(notification: Notification) -> Message:
    """Write the mail down, in the person's language; all mails about one entry belong together."""
    entry, person, source = notification.entry, notification.person, notification.source
    files = Attachment.objects.visible_to(person).of(entry).present().filter(comment=notification.comment)
    with translation.override(person.language):
        names = Names(entry)
        context = {
            "notification": notification,
            "entry": entry,
            "source": source,
            "text": with_names(source.text, names.mentions()),
            "html": mark_safe(named(source.shown, names).replace('href="/', f'href="{settings.SITE}/')),
            "files": list(files),
            "why": WHY[Reason(notification.reason)],
            "address": settings.SITE + notification.get_absolute_url(),
            "choices": settings.SITE + reverse("notifications", args=[entry.network.slug]),
        }
        conversation = stable_id("entry", entry.pk)
        return post(
            to=person.email,
            subject=f"[{entry.network}] {entry.title}",
            text=render_to_string("notifications/mail/notification.txt", context),
            html=render_to_string("notifications/mail/notification.html", context),
            message_id=stable_id("line", notification.line_id, "person", person.pk),
            headers={"In-Reply-To": conversation, "References": conversation},
        )
