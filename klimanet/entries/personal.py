"""What this package keeps about people."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from klimanet.activity.operations import record
from klimanet.entries.models import (
    Attachment,
    Comment,
    Draft,
    Entry,
    FeedKey,
    Link,
    Mention,
    Merging,
    ReadMark,
    Report,
    Revision,
    Watermark,
)
from klimanet.rules.actors import SYSTEM
from klimanet.rules.personal import Basis, Declaration, Limit, Personal, stay

WHILE_THERE = _("as long as the network exists; after you are erased, without your name")
WHILE_YOU_ARE = _("as long as you have an account")
KNOWLEDGE = _("That the network's members learn from one another")


def forget(mentions: QuerySet[Mention]) -> None:
    """The texts then name a former member; a line for each tells search to read it anew."""
    for mention in mentions.select_related("entry__network", "comment"):
        record("mention.erased", mention.comment or mention.entry, actor=SYSTEM, network=mention.entry.network)
    mentions.delete()


DECLARED: list[Declaration] = [
    Personal(
        Entry,
        what=_("What you wrote: questions, discussions and other entries"),
        purpose=KNOWLEDGE,
        basis=Basis.INTEREST,
        kept=WHILE_THERE,
        of=lambda who: Entry.objects.filter(author=who.key),
        fields=("author", "hidden_by"),
        texts=("title", "text", "hidden_reason"),
        other=("html", "kind", "state"),  # the HTML is made of the text
        shows=("network__name", "kind", "number", "title", "text", "audience", "organisation__name", "created_at"),
        erase=stay,
    ),
    Personal(
        Comment,
        what=_("Your comments, also those that were deleted"),
        purpose=KNOWLEDGE,
        basis=Basis.INTEREST,
        kept=WHILE_THERE,
        of=lambda who: Comment.objects.filter(author=who.key),
        fields=("author", "deleted_by", "hidden_by"),
        texts=("text", "hidden_reason"),
        other=("html",),
        shows=("entry__title", "number", "text", "audience", "organisation__name", "created_at", "deleted_at"),
        erase=stay,
    ),
    Personal(
        Attachment,
        what=_("Files you put up; they lie in the folder “filer”"),
        purpose=KNOWLEDGE,
        basis=Basis.INTEREST,
        kept=WHILE_THERE,
        of=lambda who: Attachment.objects.filter(author=who.key),
        fields=("author",),
        texts=("name",),
        shows=("id", "name", "entry__title", "created_at", "deleted_at"),
        erase=stay,
    ),
    Personal(
        Revision,
        what=_("How your texts read before you edited them"),
        purpose=_("That readers can see what was changed"),
        basis=Basis.INTEREST,
        kept=WHILE_THERE,
        of=lambda who: Revision.objects.filter(Q(comment=None, entry__author=who.key) | Q(comment__author=who.key)),
        texts=("title", "text"),
        shows=("entry__title", "title", "text", "written_at", "replaced_at"),
        erase=stay,
    ),
    Personal(
        Mention,
        what=_("Where others mention you"),
        purpose=_("To tell you of it"),
        basis=Basis.INTEREST,
        kept=_("as long as the text; when you are erased it names a former member"),
        of=lambda who: Mention.objects.filter(person=who.key),
        fields=("person",),
        shows=("entry__network__name", "entry__number", "comment__number"),
        erase=forget,
    ),
    Personal(
        Link,
        what=_("Links you made between entries"),
        purpose=KNOWLEDGE,
        basis=Basis.INTEREST,
        kept=WHILE_THERE,
        of=lambda who: Link.objects.filter(person=who.key),
        fields=("person",),
        shows=("source__title", "target__title", "created_at"),
        erase=stay,
    ),
    Personal(
        Merging,
        what=_("Threads you merged into another"),
        purpose=_("That it can be undone, and seen who did it"),
        basis=Basis.INTEREST,
        kept=WHILE_THERE,
        of=lambda who: Merging.objects.filter(person=who.key),
        fields=("person",),
        shows=("source__title", "at"),
        erase=stay,
    ),
    Personal(
        Report,
        what=_("What you reported to the secretariat"),
        purpose=_("That the secretariat can look at it, and tell you what came of it"),
        basis=Basis.INTEREST,
        kept=WHILE_YOU_ARE,
        of=lambda who: Report.objects.filter(person=who.key),
        fields=("person", "settled_by"),
        texts=("reason", "answer"),
        quotes=("quote",),
        shows=("network__name", "entry__title", "reason", "created_at", "answer", "settled_at"),
    ),
    Personal(
        FeedKey,
        what=_("That you read a network by feed"),
        purpose=_("To show the feed to you alone"),
        basis=Basis.CONSENT,
        kept=_("until 30 days after you close the feed"),
        of=lambda who: FeedKey.objects.filter(person=who.key),
        fields=("person", "digest"),
        shows=("network__name", "created_at", "revoked_at"),
        limit=Limit(30, "revoked_at"),
    ),
    Personal(
        ReadMark,
        what=_("How far you have read"),
        purpose=_("To show you what is new"),
        basis=Basis.INTEREST,
        kept=WHILE_YOU_ARE,
        of=lambda who: ReadMark.objects.filter(person=who.key),
        fields=("person",),
        shows=("entry__network__name", "entry__number", "comment", "at"),
    ),
    Personal(
        Watermark,
        what=_("When you said that you have read everything"),
        purpose=_("To show you what is new"),
        basis=Basis.INTEREST,
        kept=WHILE_YOU_ARE,
        of=lambda who: Watermark.objects.filter(person=who.key),
        fields=("person",),
        shows=("network__name", "at"),
    ),
    Personal(
        Draft,
        what=_("What you have begun to write and not sent"),
        purpose=_("That it is not lost"),
        basis=Basis.INTEREST,
        kept=_("180 days after you last wrote in it"),
        of=lambda who: Draft.objects.filter(person=who.key),
        fields=("person", "path", "fields"),
        shows=("network__name", "fields", "updated_at"),
        limit=Limit(180, "updated_at"),
    ),
]
