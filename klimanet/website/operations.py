"""What changes a network's public page, and what becomes of mails that did not get through."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.mail.models import Message
from klimanet.mail.operations import send_again, set_aside
from klimanet.members.models import Network
from klimanet.members.permissions import may_run_network
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import Refusal, require
from klimanet.website.models import SectionVersion

TEXTS = ("heading", "text", "heading_en", "text_en")


@transaction.atomic
def write_section(
    network: Network,
    *,
    section: str,
    based_on: int,
    heading: str,
    text: str,
    actor: Actor,
    heading_en: str = "",
    text_en: str = "",
    token: uuid.UUID | None = None,
) -> None:
    """Add a version of `section`, written from version `based_on` (0: there was none); unchanged texts add nothing.

    Refused when somebody else has saved in between, so that nobody writes over what they have not seen.
    """
    require(may_run_network(actor, network))
    Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    current = network.section_versions.of(section).first()
    number = current.number if current else 0
    texts = dict(zip(TEXTS, (heading, text, heading_en, text_en), strict=True))
    if current and texts == {name: getattr(current, name) for name in TEXTS}:
        return
    if based_on != number:
        raise Refusal(
            _("Somebody else has saved this section meanwhile. Their text stands below yours: put the two together."),
            version=number,
        )
    version = SectionVersion.objects.create(
        network=network,
        section=section,
        number=number + 1,
        author=actor if isinstance(actor, Person) else None,
        **texts,
    )
    record("section.written", version, actor=actor, network=network, token=token)


@transaction.atomic
def restore_section(version: SectionVersion, *, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Make an earlier version the current one again, as a new version: what stood meanwhile stays in the history."""
    require(may_run_network(actor, version.network))
    network = version.network
    Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    number = network.section_versions.of(version.section)[0].number
    if version.number == number:
        return
    restored = SectionVersion.objects.create(
        network=network,
        section=version.section,
        number=number + 1,
        author=actor if isinstance(actor, Person) else None,
        **{name: getattr(version, name) for name in TEXTS},
    )
    record("section.restored", restored, actor=actor, network=network, token=token, version=version.number)


@transaction.atomic
def resend_mail(message: Message, *, network: Network, actor: Actor, token: uuid.UUID | None = None) -> None:
    """Set a mail on its way once more; refused where its reader is not to read it any longer."""
    require(may_run_network(actor, network) and message.network_id == network.pk)
    if dead := _dead(message):
        if not send_again(dead):
            raise Refusal(
                _("Not sent: the reader has seen it on the site, may no longer read it, or wants no e-mails.")
            )
        record("mail.resent", dead, actor=actor, network=network, token=token)


@transaction.atomic
def put_mail_away(message: Message, *, network: Network, actor: Actor, token: uuid.UUID | None = None) -> None:
    """It is dealt with, by a phone call or not at all."""
    require(may_run_network(actor, network) and message.network_id == network.pk)
    if dead := _dead(message):
        set_aside(dead)
        record("mail.put_away", dead, actor=actor, network=network, token=token)


def _dead(message: Message) -> Message | None:
    """The message in our hands, unless somebody has dealt with it meanwhile."""
    return Message.objects.dead().select_for_update().filter(pk=message.pk).first()
