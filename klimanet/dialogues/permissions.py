"""Who may do what with a thread, beside what holds for every entry."""

from klimanet.accounts.models import Person
from klimanet.dialogues.models import Thread
from klimanet.entries.permissions import Standing, may_close, may_see, standing
from klimanet.members.models import Organisation
from klimanet.rules.actors import Actor

may_answer = may_close  # the asker's and the secretariat's: to say which comment answered it


def may_share(actor: Actor, thread: Thread) -> bool:
    """To say that one's municipality has the same question."""
    return (
        isinstance(actor, Person) and may_see(actor, thread) and bool(sharing(standing(actor, thread.network), thread))
    )


def sharing(standing: Standing, thread: Thread) -> list[Organisation]:
    """The municipalities the person may say it for: not the asker's own."""
    return [
        holding.organisation
        for holding in standing.voices
        if holding.organisation.is_municipality and holding.organisation.pk != thread.organisation_id
    ]
