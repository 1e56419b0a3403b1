"""Once a year: is it still you?"""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from klimanet.accounts.models import Person
from klimanet.activity.operations import record
from klimanet.members.emails.yearly import ask
from klimanet.members.models import Confirmation, Holding, Membership, YearlyQuestion
from klimanet.members.models.networks import today
from klimanet.members.models.yearly import unasked
from klimanet.members.permissions import may_answer_yearly, may_keep_up
from klimanet.rules.actors import Actor
from klimanet.rules.refusals import Refusal, require


@transaction.atomic
def ask_yearly(membership: Membership, *, actor: Actor) -> None:
    """Ask whoever can answer for the membership. Done again within the year it does nothing: its rows say that it is done."""
    require(may_keep_up(actor))
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if not unasked().contains(membership):  # another worker was here
        return
    question = YearlyQuestion.objects.create(membership=membership, year=today().year)
    record("membership.asked", membership, actor=actor, network=membership.network, year=question.year)
    ask(question)


@transaction.atomic
def confirm_holding(
    question: YearlyQuestion, *, holding: Holding, actor: Person, token: uuid.UUID | None = None
) -> None:
    """Answer that this person still sits there."""
    require(may_answer_yearly(actor, question))
    question = YearlyQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.confirmations.filter(holding=holding).exists():
        return
    if not question.unanswered().contains(holding):
        raise Refusal(_("This seat needs no answer any longer."))
    Confirmation.objects.create(question=question, holding=holding, person=actor)
    network = question.membership.network
    record("seat.confirmed", holding.seat, actor=actor, network=network, token=token, person=holding.person_id)
