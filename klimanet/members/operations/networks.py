"""Networks and the organisations in them."""

import datetime
import itertools
import re
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.members.models import Holding, Membership, Network, Organisation, OrganisationKind, Role, Theme
from klimanet.members.models.networks import today
from klimanet.members.models.organisations import RESERVED_SLUGS as RESERVED
from klimanet.members.operations.seats import give_seat
from klimanet.members.permissions import may_add_network, may_run_network
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import Refusal, require
from klimanet.text.sorting import danish_key

EARLIEST = datetime.date(1970, 1, 1)
FURTHEST = datetime.timedelta(days=5 * 366)


@transaction.atomic
def add_network(*, slug: str, name: str, association: Organisation, actor: Actor, name_en: str = "") -> Network:
    """A new network, run by `association`, which is its first member."""
    require(may_add_network(actor))
    network = Network(slug=slug, name=name, name_en=name_en, association=association)
    _check(network, field="slug")
    network.save()
    record("network.added", network, actor=actor, network=network)
    admit(network, organisation=association, since=today(), actor=actor)
    return network


def _check(network: Network, *, field: str | None = None) -> None:
    """Refuse what its fields and constraints do not allow; a constraint's sentence stands beside `field`."""
    try:
        network.full_clean(exclude=["contact"])
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        raise Refusal(sentences[0], field=field if name == "__all__" else name) from error


@transaction.atomic
def change_settings(network: Network, *, actor: Actor, token: uuid.UUID | None = None, **values: str | int) -> None:
    """Set what differs between networks: `values` by the names in Network.SETTINGS."""
    require(may_run_network(actor, network))
    network = Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    changed = [name for name in Network.SETTINGS if name in values and getattr(network, name) != values[name]]
    if not changed:
        return
    for name in changed:
        setattr(network, name, values[name])
    _check(network)
    network.save(update_fields=changed)
    record("network.settings", network, actor=actor, network=network, token=token, changed=", ".join(changed))


@transaction.atomic
def add_theme(
    network: Network, *, name: str, actor: Actor, name_en: str = "", slug: str = "", token: uuid.UUID | None = None
) -> Theme:
    """A theme, after those there are; its address follows from its name where none is given."""
    require(may_run_network(actor, network))
    Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    slug = slug or address_of(name) or "tema"
    if network.themes.filter(slug=slug).exists():
        raise Refusal(_("There is a theme with this name. Bring it back if it is put away."), field="name")
    theme = Theme.objects.create(network=network, slug=slug, name=name, name_en=name_en, rank=network.themes.count())
    record("theme.added", theme, actor=actor, network=network, token=token)
    return theme


@transaction.atomic
def archive_theme(theme: Theme, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Put the theme away: nobody chooses it any longer, what carries it keeps it."""
    require(may_run_network(actor, theme.network))
    theme = Theme.objects.select_for_update(of=("self",)).select_related("network").get(pk=theme.pk)
    if theme.archived_at:
        return
    theme.archived_at = timezone.now()
    theme.save(update_fields=["archived_at"])
    record("theme.archived", theme, actor=actor, network=theme.network, token=token)


@transaction.atomic
def revive_theme(theme: Theme, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    require(may_run_network(actor, theme.network))
    theme = Theme.objects.select_for_update(of=("self",)).select_related("network").get(pk=theme.pk)
    if theme.archived_at is None:
        return
    theme.archived_at = None
    theme.save(update_fields=["archived_at"])
    record("theme.revived", theme, actor=actor, network=theme.network, token=token)


@transaction.atomic
def open_network(
    *, slug: str, name: str, association: str, themes: list[str], email: str, person: str, actor: Actor
) -> Network:
    """A network ready for use: its association by name, its themes, and the first person of its secretariat."""
    require(may_add_network(actor))
    runner = Organisation.objects.filter(kind=OrganisationKind.ASSOCIATION, sort_key=danish_key(association)).first()
    if runner is None:
        runner = Organisation.objects.create(
            kind=OrganisationKind.ASSOCIATION, name=association, slug=free_slug(association)
        )
        record("organisation.added", runner, actor=actor)
    network = add_network(slug=slug, name=name, association=runner, actor=actor)
    for theme in themes:
        add_theme(network, name=theme, actor=actor)
    holding = give_seat(network.memberships.get(), email=email, name=person, role=Role.SECRETARIAT, actor=actor)
    choose_contact(network, contact=holding.person, actor=actor)
    return network


@transaction.atomic
def admit_new(
    network: Network, *, name: str, since: datetime.date, actor: Actor, token: uuid.UUID | None = None
) -> Membership:
    """Make an organisation a member that is no municipality and was not known here before."""
    require(may_run_network(actor, network))
    Network.objects.select_for_update(no_key=True).get(
        pk=network.pk
    )  # two who press at once: the second sees the first's
    bare = re.sub(r"\bkommune\b", "", name, flags=re.IGNORECASE)
    if (
        Organisation.objects.known_in(network)
        .filter(sort_key__in=[danish_key(name), danish_key(bare.strip())])
        .exists()
    ):
        raise Refusal(_("%s is known already. Find its page and admit it there.") % name, field="name")
    organisation = Organisation.objects.create(kind=OrganisationKind.OTHER, name=name, slug=free_slug(name))
    record("organisation.added", organisation, actor=actor, network=network)
    return admit(network, organisation=organisation, since=since, actor=actor, token=token)


def address_of(name: str) -> str:
    """`name` as it may stand in an address, with Danish letters written out."""
    return slugify(name.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa"))[:40].strip("-")


def free_slug(name: str) -> str:
    """An address for `name` that no organisation and no page of a network's members has."""
    words = address_of(name) or "organisation"
    candidates = itertools.chain([words], (f"{words}-{number}" for number in itertools.count(2)))
    return next(
        slug for slug in candidates if slug not in RESERVED and not Organisation.objects.filter(slug=slug).exists()
    )


@transaction.atomic
def admit(
    network: Network,
    *,
    organisation: Organisation,
    since: datetime.date,
    actor: Actor,
    token: uuid.UUID | None = None,
) -> Membership:
    """Make `organisation` a member from `since` on. One that left may come back, not before the day after it left."""
    require(may_run_network(actor, network))
    if not EARLIEST <= since <= today():
        raise Refusal(_("Choose today or an earlier day."), field="since")
    Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    for earlier in network.memberships.filter(organisation=organisation):
        if earlier.until is None:
            raise Refusal(_("%s is a member already.") % organisation, field="organisation")
        if earlier.until >= since:
            raise Refusal(_("The earlier membership has not ended by then. Choose a later day."), field="since")
    membership = Membership.objects.create(network=network, organisation=organisation, since=since)
    record("membership.begun", membership, actor=actor, network=network, token=token, organisation=organisation.pk)
    return membership


@transaction.atomic
def end_membership(
    membership: Membership, *, until: datetime.date, actor: Actor, token: uuid.UUID | None = None
) -> None:
    """Let the membership end with the day `until`; from the day after, its people no longer see the network."""
    require(may_run_network(actor, membership.network))
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if membership.organisation_id == membership.network.association_id:
        raise Refusal(_("The association runs the network and cannot leave it."), field="until")
    if not max(membership.since, today()) <= until <= today() + FURTHEST:
        raise Refusal(_("Choose a day from today and at most five years ahead."), field="until")
    if membership.until == until:
        return
    membership.until = until
    membership.save(update_fields=["until"])
    record("membership.ended", membership, actor=actor, network=membership.network, token=token, until=str(until))


@transaction.atomic
def continue_membership(membership: Membership, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Take back that the membership ends, as long as it has not."""
    require(may_run_network(actor, membership.network))
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if membership.until is None:
        return
    if membership.until < today():
        raise Refusal(_("The membership has ended. Admit the organisation again."))
    membership.until = None
    membership.save(update_fields=["until"])
    record("membership.continued", membership, actor=actor, network=membership.network, token=token)


@transaction.atomic
def choose_contact(network: Network, *, contact: Person, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Show `contact`, one of the secretariat, with phone and mail on the network's public page."""
    require(may_run_network(actor, network))
    network = Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    secretariat = Holding.objects.active().in_network(network).running()
    if not secretariat.filter(person=contact).exists():
        raise Refusal(_("Choose somebody from the secretariat."), field="contact")
    if network.contact_id == contact.pk:
        return
    network.contact = contact
    network.save(update_fields=["contact"])
    record("network.contact", network, actor=actor, network=network, token=token, person=contact.pk)
