"""How entries and their comments are shown. Rows and comments are drawn here, not in a template: a page has many."""

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klimanet.design.templatetags.design import NOTHING, badge, crumb, draw_avatar, draw_icon, row
from klimanet.text import dates
from klimanet.text.addresses import path_to
from klimanet.text.markdown import fill_mentions, name_of
from klimanet.text.markup import joined, markup

register = template.Library()


@register.filter
def named(html: str, names) -> SafeString:
    """HTML as `shown` gives it, with today's names where somebody is mentioned; `names` are those around its entry."""
    mentioned = names.mentions()
    return fill_mentions(html, lambda key: markup('<span class="mention">@{}</span>', name_of(key, mentioned)))


@register.simple_tag
def crumbs_to(entry) -> SafeString:
    """In a page's breadcrumbs: the lists that lead to an entry, and the entry."""
    slug = entry.network.slug
    lists = joined("{}", ((crumb(label, view, slug),) for label, view in entry.lists))
    return lists + crumb(entry.title, entry.route, slug, entry.number)


@register.simple_tag
def entry_row(entry, *, why: str = "") -> SafeString:
    """One entry in a list of several kinds, and perhaps why it is there."""
    said = markup('<span class="muted">{}</span>', why) if why else NOTHING
    return _row(entry, _state(entry) + said, meta=dates.short(entry.last_activity_at))


@register.simple_tag
def stream_row(entry) -> SafeString:
    """One entry in the list of its kind: what is new to the reader, who reads it, what it is about, how far it has come."""
    narrow = entry.audience != "network"
    facts = [
        badge(_("Pinned")) if entry.is_pinned else NOTHING,
        badge(_("New"), color="info") if entry.unread else NOTHING,
        _state(entry),
        badge(entry.get_audience_display(), icon="EyeClosed") if narrow else NOTHING,
        joined('<span class="tag">{}</span>', ((label,) for label in entry.labels)),
        markup('<span class="muted">{}</span>', dates.short(entry.last_activity_at)),
    ]
    count = entry.comment_count
    comments = ngettext("%(comments)s comment", "%(comments)s comments", count) % {"comments": count}
    return _row(entry, joined("{}", ((fact,) for fact in facts if fact), between=" "), meta=comments)


def _row(entry, facts: SafeString, *, meta: str) -> SafeString:
    author = entry.author.name
    who = _("%(name)s, %(organisation)s") % {"name": author, "organisation": entry.organisation.name}
    address = f"{entry.get_absolute_url()}#nyt"
    return row(facts, title=entry.title, href=address, text=who, meta=meta, avatar=author)


def _state(entry) -> SafeString:
    label, color = entry.badge
    return badge(label, color=color) if label else NOTHING


@register.simple_tag(name="files")
def draw_files(files, *, network, deletable: bool = False) -> SafeString:
    """What is attached, each with its size and perhaps a way to delete it; nothing where nothing is."""
    if not files:
        return NOTHING
    rows = (
        (
            path_to("attachment", network.slug, file.pk, file.name),
            draw_icon("Image" if file.is_image else "Paperclip"),
            file.name,
            filesizeformat(file.blob.size),
            _deletion(file, network) if deletable else NOTHING,
        )
        for file in files
    )
    items = joined('<li><a href="{}">{} {}</a> <span class="muted">{}</span> {}</li>', rows)
    return markup('<ul class="files" aria-label="{}">{}</ul>', _("Files"), items)


def _deletion(file, network) -> SafeString:
    address, label = path_to("file_deletion", network.slug, file.pk), _("Delete")
    return markup('<a href="{}" aria-label="{}: {}">{}</a>', address, label, file.name, label)


@register.simple_tag(name="said", takes_context=True)
def draw_comment(
    context: template.Context, comment, *, answer_id: int | None = None, may_answer: bool = False
) -> SafeString:
    """One comment of the page's `entry`, with what the reader (`standing`) may do with it.

    The buttons that mark the answer belong to the page's form `svar`.
    """
    network, entry = context["network"], context["entry"]
    is_answer = comment.pk == answer_id
    head = markup(
        '<strong>{}</strong> <a href="{}">{}</a> '
        '<a class="muted" href="?kommentar={}#{}"><time datetime="{}">{}</time></a>{}{}',
        comment.author.name,
        path_to("organisation", network.slug, comment.organisation.slug),
        comment.organisation.name,
        *(comment.number, comment.anchor),
        f"{comment.created_at:%Y-%m-%dT%H:%MZ}",
        dates.short(comment.created_at),
        _deed(entry, comment, network, "comment_history", _("edited")) if _has_history(comment) else NOTHING,
        badge(_("The answer"), color="success", icon="CheckmarkCircle") if is_answer else NOTHING,
    )
    if comment.deleted_at:
        body = markup('<p class="muted">{}</p>', _gone(comment))
    else:
        files = draw_files(comment.files, network=network)
        hidden = _hidden(context["standing"], network, comment) if comment.hidden_at else NOTHING
        body = markup('{}<div class="prose">{}</div>{}', hidden, named(comment.shown, context["names"]), files)
    deeds = list(_deeds(context["standing"], network, entry, comment, may_answer=may_answer, is_answer=is_answer))
    return markup(
        '<li class="comment" id="{}"{}>{}<div class="comment-body"><p class="comment-head">{}</p>{}{}</div></li>',
        comment.anchor,
        mark_safe(" data-answer") if is_answer else NOTHING,
        draw_avatar(comment.author.name),
        head,
        body,
        markup('<p class="comment-deeds">{}</p>', joined("{}", ((deed,) for deed in deeds))) if deeds else NOTHING,
    )


def _has_history(comment) -> bool:
    return bool(comment.edited_at and not comment.deleted_at)


def _hidden(standing, network, comment) -> SafeString:
    """Why, for those who still see it; and for its author whom to write to."""
    contact = "" if standing.runs or network.contact is None else network.contact.email
    return markup(
        '<div class="ds-alert" data-color="warning"><p>{} {}</p>{}</div>',
        markup("<strong>{}</strong>", _("Hidden by the secretariat:")),
        comment.hidden_reason,
        markup('<p>{} <a href="mailto:{}">{}</a></p>', _("Do you disagree? Write to"), contact, contact)
        if contact
        else NOTHING,
    )


def _gone(comment) -> str:
    if comment.removed_at:
        return _("The comment is removed by the secretariat.")
    if comment.deleted_by_id == comment.author_id:
        return _("The comment is deleted by its author.")
    return _("The comment is deleted by the secretariat.")


def _deeds(standing, network, entry, comment, *, may_answer: bool, is_answer: bool):
    """What the reader may do, as buttons and links; each says which comment it means."""
    if comment.deleted_at:
        if standing.runs and not comment.removed_at:
            yield _deed(entry, comment, network, "comment_removal", _("Remove for good"))
        return
    if may_answer:
        label = _("Not the answer after all") if is_answer else _("Mark as the answer")
        chosen = "" if is_answer else comment.number
        yield markup(
            '<button form="svar" name="comment" value="{}" aria-label="{}">{}</button>',
            *(chosen, _named(label, comment), label),
        )
    if standing.may_edit(comment):
        yield _deed(entry, comment, network, "comment_editing", _("Edit"))
        yield _deed(entry, comment, network, "comment_deletion", _("Delete"))
    elif standing.runs:  # where it can be deleted too, for good
        yield _deed(entry, comment, network, "comment_hiding", _("Show again") if comment.hidden_at else _("Hide"))
    elif standing.may_report(comment):
        yield _deed(entry, comment, network, "comment_report", _("Report"))


def _deed(entry, comment, network, view: str, label: str) -> SafeString:
    address = path_to(view, network.slug, entry.pk, comment.pk)
    return markup('<a href="{}" aria-label="{}">{}</a>', address, _named(label, comment), label)


def _named(label: str, comment) -> str:
    """What a screen reader says: "Edit: comment 3"."""
    return _("%(deed)s: comment %(number)s") % {"deed": label, "number": comment.number}
