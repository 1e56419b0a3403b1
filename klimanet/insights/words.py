"""What the activity log says: one sentence per verb, from ids, with names as they are now."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "broadcast.sent": _("%(who)s wrote to many: %(what)s"),
    "comment.added": _("%(who)s commented on %(what)s"),
    "comment.deleted": _("%(who)s deleted a comment on %(what)s"),
    "comment.edited": _("%(who)s edited a comment on %(what)s"),
    "comment.removed": _("%(who)s removed a comment on %(what)s for good"),
    "entry.approved": _("%(who)s approved %(what)s for everybody"),
    "entry.linked": _("%(who)s linked %(what)s to something else"),
    "file.deleted": _("%(who)s deleted a file from %(what)s"),
    "mail.put_away": _("%(who)s put away an e-mail that did not get through"),
    "mail.resent": _("%(who)s sent an e-mail again"),
    "member.called": _("%(who)s phoned %(what)s"),
    "member.seen": _("%(who)s began to see the network as %(what)s"),
    "member.unseen": _("%(who)s no longer saw the network as %(what)s"),
    "membership.begun": _("%(who)s admitted %(what)s"),
    "membership.continued": _("%(who)s let %(what)s stay"),
    "membership.ended": _("%(who)s ended the membership of %(what)s"),
    "network.added": _("%(who)s opened the network"),
    "network.contact": _("%(who)s chose %(whom)s as the contact person"),
    "network.settings": _("%(who)s changed the settings"),
    "organisation.added": _("%(who)s added %(what)s"),
    "profile.changed": _("%(who)s changed what others see of %(what)s"),
    "question.shared": _("%(who)s has the same question: %(what)s"),
    "question.unshared": _("%(who)s no longer has the same question: %(what)s"),
    "seat.given": _("%(who)s gave %(whom)s a seat for %(what)s"),
    "seat.reinstated": _("%(who)s opened a seat for %(what)s again"),
    "seat.suspended": _("%(who)s suspended a seat for %(what)s"),
    "seat.vacated": _("%(who)s made the seat of %(whom)s for %(what)s vacant"),
    "section.restored": _("%(who)s brought back an earlier text on the public page"),
    "section.written": _("%(who)s wrote on the public page"),
    "theme.added": _("%(who)s added the theme %(what)s"),
    "theme.archived": _("%(who)s put away the theme %(what)s"),
    "theme.revived": _("%(who)s brought back the theme %(what)s"),
    "thread.addressed": _("%(who)s asked some in particular: %(what)s"),
    "thread.answered": _("%(who)s marked the answer to %(what)s"),
    "thread.closed": _("%(who)s closed %(what)s"),
    "thread.edited": _("%(who)s edited %(what)s"),
    "thread.opened": _("%(who)s opened %(what)s"),
    "thread.reopened": _("%(who)s opened %(what)s again"),
    "thread.unanswered": _("%(who)s took the answer's mark away from %(what)s"),
}
# What a person does for themselves alone: how they read and are told is nobody's business, the secretariat's neither.
OWN = {
    *("entry.followed", "entry.unfollowed", "entry.muted", "topic.followed", "topic.unfollowed"),
    *("feed.opened", "feed.closed", "network.read", "notifications.seen"),
}
# What one may ask for, each with what its verbs begin with.
GROUPS = {
    "dialog": (_("The dialogue"), ("thread.", "question.", "comment.", "entry.", "file.")),
    "medlemmer": (_("Members and seats"), ("membership.", "organisation.", "seat.", "profile.", "member.")),
    "netvaerk": (_("The network and its page"), ("network.", "section.", "theme.")),
    "mails": (_("E-mails and messages"), ("mail.", "broadcast.")),
}
