"""Who may build the index. What one may find is what one may see: `visible_to`."""

from klimanet.rules.actors import SYSTEM, Actor


def may_rebuild(actor: Actor) -> bool:
    return actor is SYSTEM
