"""How barriers and their reports are shown. What a page has many of is drawn here, not in a template."""

import uuid
from urllib.parse import urlencode

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klimanet.design.templatetags.design import NOTHING, badge, draw_avatar, row
from klimanet.text import dates
from klimanet.text.addresses import path_to
from klimanet.text.markdown import fill_mentions
from klimanet.text.markup import joined, markup
from klimanet.text.sorting import danish_key

register = template.Library()


@register.simple_tag(name="report_said")
def draw_report(report) -> SafeString:
    """What one report says."""
    said = [
        (_("Wanted to"), linebreaksbr(report.wanted)),
        (_("What stopped us"), linebreaksbr(report.stopped)),
        (_("What would help"), linebreaksbr(report.helps)),
        (_("Example"), linebreaksbr(report.example)),
        (_("How much it matters"), report.get_severity_display()),
        *report.figures(),
        (_("Whose estimate"), report.estimated_by),
    ]
    facts = joined("<dt>{}</dt><dd>{}</dd>", (fact for fact in said if fact[1]))
    return markup('<dl class="facts">{}</dl>', facts)


@register.simple_tag(name="reports_said")
def draw_reports(reports, *, network, standing) -> SafeString:
    """What the reports say, each under its municipality; who may know of it is told to the secretariat and its own."""
    return joined(
        "<details><summary><strong>{}</strong>{}</summary>{}{}</details>",
        (
            (
                report.organisation.name,
                _muted(f" {report.get_consent_display()}") if standing.runs or report.is_own else NOTHING,
                draw_report(report),
                _history(report, network) if standing.runs else NOTHING,
            )
            for report in reports
        ),
    )


def _history(report, network) -> SafeString:
    address = path_to("barrier_report", network.slug, report.pk)
    return markup('<p><a href="{}">{}</a></p>', address, _("The report and its earlier versions"))


@register.simple_tag(name="notes_written")
def draw_notes(notes, *, barrier) -> SafeString:
    """What the secretariat noted, each with the ways to change it; of what was merged into the barrier, from where."""
    if not notes:
        return NOTHING
    rows = joined('<li class="comment" id="{}">{}</li>', ((note.anchor, _note(note, barrier)) for note in notes))
    return markup('<ol class="comments">{}</ol>', rows)


def _note(note, barrier) -> SafeString:
    facts = [
        markup("<strong>{}</strong>", note.person.name),
        markup('<time class="muted" datetime="{}">{}</time>', f"{note.at:%Y-%m-%dT%H:%MZ}", dates.moment(note.at)),
        _muted(_("edited %(date)s") % {"date": dates.moment(note.edited_at)}) if note.edited_at else NOTHING,
        NOTHING if note.barrier_id == barrier.pk else _muted(_called(note.barrier)),
    ]
    deeds = [(_("Edit"), "note_rewriting")] if note.is_own else []
    ways = (
        (
            path_to(view, note.barrier.network.slug, barrier.number, note.pk),
            label,
            note.person.name,
            dates.moment(note.at),
        )
        for label, view in [*deeds, (_("Delete"), "note_removal")]
    )
    return markup(
        '{}<div class="comment-body"><p class="comment-head">{}</p>{}<p class="comment-deeds">{}</p></div>',
        draw_avatar(note.person.name),
        joined("{}", ((fact,) for fact in facts if fact), between=" "),
        draw_note(note),
        joined('<a href="{}">{}<span class="ds-sr-only">: {}, {}</span></a>', ways, between=" "),
    )


@register.simple_tag(name="note_said")
def draw_note(note) -> SafeString:
    """Its text. What stands there as an id names nobody."""
    return markup('<div class="prose">{}</div>', fill_mentions(note.shown, lambda key: f"@{key}"))


@register.simple_tag
def known_by_name(names, *, network) -> SafeString:
    """The municipalities that are known to have a barrier, each with its page."""
    in_order = sorted(names, key=lambda one: danish_key(one.name))
    links = ((path_to("organisation", network.slug, one.slug), one.name) for one in in_order)
    return joined('<a href="{}">{}</a>', links, between=", ")


@register.simple_tag(name="weight")
def tell_weight(barrier, *, standing) -> str:
    """How many municipalities have it, or reported it, once it is over: as the network may know, and for the secretariat in all."""
    number = barrier.weight
    told = ngettext("%(number)s municipality has it", "%(number)s municipalities have it", number)
    if not barrier.is_open:
        told = ngettext("%(number)s municipality has reported it", "%(number)s municipalities have reported it", number)
    known = told % {"number": number} if number else _("No municipality is in the count yet")
    return barrier.having(in_all=standing.runs).beside(known)


@register.simple_tag(name="questions")
def draw_questions(story, *, network, organisation, key, called="") -> SafeString:
    """Whether it helped: asked of the municipality with that slug, by the key of its report, or what it has answered."""
    return joined(
        "<p>{}</p>",
        (
            (_question(one, path_to("barrier_answering", network.slug, key, one.key), organisation, called),)
            for one in story.asked_about
        ),
    )


def _question(effect, address, organisation, called) -> SafeString:
    named = f" · {called}" if called else ""
    if answer := effect.answers.of(organisation):
        told = _("Did “%(outcome)s” help? You have answered: %(answer)s.")
        said = told % {"outcome": effect.title, "answer": answer.get_helped_display()}
        changing = _("Change your answer")
        return markup(
            '{}{} <a href="{}">{}<span class="ds-sr-only">: {}</span></a>', said, named, address, changing, effect.title
        )
    asking = '<a class="ds-button" href="{}">{}<span class="ds-sr-only"> {}</span>{}</a>'
    return markup(asking, address, _("Did it help?"), effect.title, named)


@register.simple_tag(name="taken_up")
def tell_taken_up(barrier, story) -> str:
    """That the network took up what was brought in; and how far it was by then, where that says more than that it came."""
    state = story.began_as or barrier.state
    if state == "received":
        return _("Taken up in the network")
    return _("Taken up in the network as “%(state)s”") % {"state": barrier.states[state][0]}


@register.simple_tag
def step_dates(step) -> str:
    """When political work is planned for and due; or was delivered, if it was, and whether it waits for an answer."""
    if step.is_planned:
        told = [_("Planned for %(date)s") % {"date": dates.weekday(step.on)}] if step.on else []
        told += [_("Deadline %(date)s") % {"date": dates.weekday(step.deadline_on)}] if step.deadline_on else []
        return " · ".join(told) or _("No date yet")
    delivered = _("Delivered %(date)s, not answered yet") if step.state == "delivered" else _("Delivered %(date)s")
    return delivered % {"date": dates.weekday(step.on)} if step.on else ""


@register.simple_tag(name="kept")
def draw_kept(entry) -> SafeString:
    """For whoever runs the network: that it does not read the entry."""
    if entry.hidden_at:
        return badge(_("Hidden by the secretariat"), icon="EyeClosed")
    return badge(entry.get_audience_display(), icon="EyeClosed") if entry.audience == "secretariat" else NOTHING


def _again(barrier) -> SafeString:
    """For whoever runs the network: that a municipality opened it again, and nobody has looked at it since."""
    return badge(_("Opened again"), color="warning") if barrier.reopened_at else NOTHING


@register.simple_tag
def barrier_row(barrier, *, standing) -> SafeString:
    """One barrier in the list of them."""
    label, color = barrier.badge
    facts = [
        badge(label, color=color),
        draw_kept(barrier),
        _again(barrier) if standing.runs else NOTHING,
        badge(_("We have it"), color="accent") if barrier.ours else NOTHING,
        joined('<span class="tag">{}</span>', ((label,) for label in barrier.labels)),
        _muted(tell_weight(barrier, standing=standing)),
        _muted(handler(barrier)) if standing.runs else NOTHING,
    ]
    extra = joined("{}", ((fact,) for fact in facts if fact), between=" ")
    news = _("Last news: %(month)s") % {"month": dates.month(barrier.last_activity_at)}
    return row(extra, title=barrier.title, href=barrier.get_absolute_url(), meta=news)


@register.simple_tag
def handler(barrier) -> str:
    """Who sees to it."""
    return barrier.handler_name or _("Nobody sees to it yet")


@register.simple_tag(takes_context=True, name="card")
def draw_card(context: template.Context, barrier) -> SafeString:
    """One barrier on the board. Many stand there, so it says little."""
    slug, number = barrier.network.slug, barrier.number
    having = ngettext("%(number)s municipality", "%(number)s municipalities", barrier.weight)
    known = barrier.having(in_all=True).beside(having % {"number": barrier.weight})
    if late := barrier.days_late:
        told = ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
        due = markup("<p><strong>{}</strong></p>", told)
    else:
        due = _line(_("Next %(date)s") % {"date": dates.day(barrier.due_on)}) if barrier.due_on else NOTHING
    return markup(
        '<li class="board-card" data-card><h3><a id="k{}" href="{}">{}</a></h3>{}{}{}{}{}{}'
        '<p><a href="{}?{}" aria-describedby="k{}" data-moving>{}</a></p></li>',
        *(number, barrier.get_absolute_url(), barrier.title),
        draw_kept(barrier) if barrier.hidden_at else NOTHING,
        _again(barrier),
        _line(f"{_called(barrier)} · {known}"),
        _line(", ".join(barrier.labels)) if barrier.labels else NOTHING,
        _line(handler(barrier)),
        due,
        path_to("barrier_moving", slug, number),
        urlencode({"tavle": context["request"].GET.urlencode()}),  # so that one comes back
        *(number, _("Say how far it is")),
    )


@register.simple_tag
def silent_row(barrier) -> SafeString:
    """One barrier that is silent: since when, why, and who sees to it."""
    label, color = barrier.badge
    since = dates.day(barrier.silent_since)
    if barrier.state == "received":
        why = _("Received %(date)s, and nobody has looked at it") % {"date": since}
    elif barrier.reopened_at:
        why = _("Opened again %(date)s, and nobody has looked at it since") % {"date": since}
    else:
        why = _("Somebody should have looked at it %(date)s") % {"date": since}
    moving = markup(
        '<a href="{}">{}<span class="ds-sr-only"> {}</span></a>',
        *(path_to("barrier_moving", barrier.network.slug, barrier.number), _("Say how far it is")),
        barrier.title,
    )
    extra = markup("{} {} {} {}", badge(label, color=color), _muted(why), _muted(handler(barrier)), moving)
    silent = barrier.days_silent
    days = ngettext("Silent for %(number)s day", "Silent for %(number)s days", silent) % {"number": silent}
    return row(extra, title=barrier.title, href=barrier.get_absolute_url(), meta=days)


@register.simple_tag(takes_context=True)
def pair_row(context: template.Context, pair, *, standing) -> SafeString:
    """Two barriers that may be the same, and the way to say whether they are; the form is an ApartForm."""
    source, target, slug = pair.source, pair.target, pair.source.network.slug
    if pair.can_be_merged:
        label = _("Merge no. %(source)s into no. %(target)s") % {"source": source.number, "target": target.number}
        address = f"{path_to('entry_merging', slug, source.pk)}?med={target.number}"
        merging = markup('<a class="ds-button" data-variant="secondary" href="{}">{}</a>', address, label)
    else:
        merging = _muted(_("Assess one of them first; then the other can be merged into it."))
    hidden = {
        "csrfmiddlewaretoken": context["csrf_token"],
        "token": uuid.uuid4(),
        "first": source.number,
        "second": target.number,
    }
    apart = markup(
        '<form method="post" action="{}">{}<button class="ds-button" data-variant="tertiary" type="submit">{}'
        '<span class="ds-sr-only">: {}, {}</span></button></form>',
        path_to("barriers_apart", slug),
        joined('<input type="hidden" name="{}" value="{}">', hidden.items()),
        *(_("They are not the same"), source.title, target.title),
    )
    both = ((one.get_absolute_url(), one.title, _in_a_line(one, standing)) for one in pair.both)
    return markup(
        '<li class="row"><div class="row-text stack">{}</div><div class="row-extra">{}{}</div></li>',
        joined('<p><a href="{}">{}</a> <span class="muted">{}</span></p>', both),
        *(merging, apart),
    )


def _in_a_line(barrier, standing) -> str:
    return f"{_called(barrier)} · {barrier.badge[0]} · {tell_weight(barrier, standing=standing)}"


def _called(barrier) -> str:
    return _("No. %(number)s") % {"number": barrier.number}


def _muted(text: str) -> SafeString:
    return markup('<span class="muted">{}</span>', text)


def _line(text: str) -> SafeString:
    return markup('<p class="muted">{}</p>', text)
