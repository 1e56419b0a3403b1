"""Who may do what with entries and their parts. A page with many buttons asks a Standing; operations ask `may_…`."""

from klimanet.accounts.models import Person
from klimanet.entries.models import Attachment, Audience, Comment, Entry, Report
from klimanet.members.models import Holding, Network, Reader, Seated, seated
from klimanet.rules.actors import Actor


class Standing(Seated):
    """Where a person stands in one network today, by their holdings there; the rules that need nothing else."""

    @property
    def runs(self) -> bool:
        return any(holding.runs for holding in self.holdings)

    @property
    def voices(self) -> list[Holding]:
        """Where the person may contribute from, one per organisation."""
        return list({holding.organisation: holding for holding in self.holdings if holding.speaks}.values())

    def may_contribute(self) -> bool:
        return bool(self.voices)

    def may_edit(self, written: Entry | Comment | Attachment) -> bool:
        """One's own, while one may contribute: nobody rewrites another's words."""
        return self.may_contribute() and written.author_id == self.person.pk

    def may_delete(self, part: Comment | Attachment) -> bool:
        return self.runs or self.may_edit(part)

    def may_close(self, entry: Entry) -> bool:
        return self.runs or self.may_edit(entry)


def standing(person: Person, network: Network) -> Standing:
    return Standing(person, [holding for holding in seated(person).holdings if holding.network == network])


def may_see(reader: Reader, thing: Entry | Comment | Attachment) -> bool:
    """As `visible_to` says of rows: one rule, asked of the database."""
    return type(thing).objects.visible_to(reader).filter(pk=thing.pk).exists()


def may_contribute(actor: Actor, network: Network) -> bool:
    return isinstance(actor, Person) and standing(actor, network).may_contribute()


def may_comment(actor: Actor, entry: Entry) -> bool:
    """Whoever sees the entry and may contribute; whether it is closed is told in a sentence, not by a 403."""
    return isinstance(actor, Person) and may_see(actor, entry) and may_contribute(actor, entry.network)


def may_edit(actor: Actor, written: Entry | Comment) -> bool:
    return (
        isinstance(actor, Person) and may_see(actor, written) and standing(actor, _network(written)).may_edit(written)
    )


def may_delete(actor: Actor, part: Comment | Attachment) -> bool:
    return isinstance(actor, Person) and may_see(actor, part) and standing(actor, _network(part)).may_delete(part)


def may_remove(actor: Actor, comment: Comment) -> bool:
    """For good: the secretariat's, once the comment is deleted."""
    return isinstance(actor, Person) and may_see(actor, comment) and standing(actor, _network(comment)).runs


def may_close(actor: Actor, entry: Entry) -> bool:
    return isinstance(actor, Person) and may_see(actor, entry) and standing(actor, entry.network).may_close(entry)


def may_approve(actor: Actor, entry: Entry) -> bool:
    return isinstance(actor, Person) and may_see(actor, entry) and standing(actor, entry.network).runs


def may_report(actor: Actor, thing: Entry | Comment) -> bool:
    """Ask the secretariat to look at something: everybody who sees it, observers too; not at one's own words."""
    return isinstance(actor, Person) and actor.pk != thing.author_id and may_see(actor, thing)


def may_hide(actor: Actor, thing: Entry | Comment) -> bool:
    """The secretariat's: what it sees, what was reported to it, and so what it has hidden, in a circle too."""
    if not (isinstance(actor, Person) and standing(actor, _network(thing)).runs):
        return False
    return may_see(actor, thing) or Report.objects.of(thing).exists()


def may_settle(actor: Actor, report: Report) -> bool:
    return isinstance(actor, Person) and standing(actor, report.network).runs


def may_see_to(actor: Actor, entry: Entry) -> bool:
    """Decide who of the secretariat sees to it, and when next."""
    return isinstance(actor, Person) and may_see(actor, entry) and standing(actor, entry.network).runs


def may_hand_over(actor: Actor, network: Network) -> bool:
    return isinstance(actor, Person) and standing(actor, network).runs


def may_follow(actor: Actor, network: Network) -> bool:
    """Everybody inside, observers too."""
    return isinstance(actor, Person) and bool(standing(actor, network).holdings)


def may_keep_draft(actor: Actor, person: Person) -> bool:
    return isinstance(actor, Person) and actor.pk == person.pk


def is_widened(earlier: str, later: str) -> bool:
    """Whether somebody reads the later who did not read the earlier: a circle leaves out even the secretariat."""
    return Audience(later).breadth > Audience(earlier).breadth or earlier == Audience.CIRCLE != later


def _network(written: Entry | Comment | Attachment) -> Network:
    return written.network if isinstance(written, Entry) else written.entry.network
