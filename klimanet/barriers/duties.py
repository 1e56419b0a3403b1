"""What happens to political work and its outcomes by itself, every night; what is due is seen from the rows."""

from klimanet.barriers.models import Effect, Step
from klimanet.barriers.operations.outcomes import ask_whether_it_helped
from klimanet.barriers.operations.steps import open_step
from klimanet.members.models.networks import today
from klimanet.rules.actors import SYSTEM


def open_steps() -> None:
    """The network reads what was held back until today."""
    for step in Step.objects.due_to_open(today()):
        open_step(step, actor=SYSTEM)


def ask_reporters() -> None:
    """Those who reported a barrier are asked whether the outcome helped."""
    for effect in Effect.objects.to_ask_about(today()).select_related("barrier"):
        ask_whether_it_helped(effect, actor=SYSTEM)
