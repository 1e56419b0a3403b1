"""Who may do what with entries and their parts. A page with many buttons asks a Standing; operations ask `may_…`."""

import datetime

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
        """Where the person may contribute from, one per organisation; from a seat of their own before another's."""
        own_last = sorted(self.holdings, key=lambda holding: holding.is_own)
        return list({holding.organisation: holding for holding in own_last if holding.speaks}.values())

    @property
    def came_at(self) -> datetime.datetime:
        return min(holding.began_at for holding in self.holdings)

    def may_contribute(self) -> bool:
        return bool(self.voices)

    def may_edit(self, written: Entry | Comment | Attachment) -> bool:
        """One's own, while one may contribute: nobody rewrites another's words."""
        return self.may_contribute() and written.author_id == self.person.pk

    def may_delete(self, part: Comment | Attachment) -> bool:
        return self.runs or self.may_edit(part)

    def may_close(self, entry: Entry) -> bool:
        return self.runs or self.may_edit(entry)

    def may_report(self, written: Entry | Comment) -> bool:
        """Everybody, observers too; not one's own words."""
        return written.author_id != self.person.pk


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


def may_arrange(actor: Actor, written: Entry | Comment) -> bool:
    """Move an entry to other themes, or pin it: the secretariat's, of what it reads."""
    return isinstance(actor, Person) and may_see(actor, written) and standing(actor, _network(written)).runs


may_approve = may_arrange  # an entry, for everybody to read
may_see_to = may_arrange  # decide who of the secretariat sees to an entry, and when next
may_merge = may_arrange  # an entry with another
may_remove = may_arrange  # a comment for good, once it is deleted


def may_close(actor: Actor, entry: Entry) -> bool:
    return isinstance(actor, Person) and may_see(actor, entry) and standing(actor, entry.network).may_close(entry)


def may_report(actor: Actor, thing: Entry | Comment) -> bool:
    """Ask the secretariat to look at something that one sees."""
    return isinstance(actor, Person) and may_see(actor, thing) and standing(actor, _network(thing)).may_report(thing)


def may_hide(actor: Actor, thing: Entry | Comment) -> bool:
    """The secretariat's: what it sees, what was reported to it, and so what it has hidden, in a circle too."""
    if not (isinstance(actor, Person) and standing(actor, _network(thing)).runs):
        return False
    return may_see(actor, thing) or Report.objects.of(thing).exists()


def may_settle(actor: Actor, report: Report) -> bool:
    return isinstance(actor, Person) and standing(actor, report.network).runs


def may_hand_over(actor: Actor, network: Network) -> bool:
    return isinstance(actor, Person) and standing(actor, network).runs


may_arrange_many = may_hand_over  # entries of the network at once, as far as one sees each


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
