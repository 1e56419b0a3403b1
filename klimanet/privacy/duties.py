"""What happens by itself. Every night: what is over goes, and those whose time to regret is over. After a restore: those again."""

import logging
from pathlib import Path

from django.utils import translation

from klimanet.privacy import ledger
from klimanet.privacy.declarations import personal
from klimanet.privacy.models import ErasureRequest
from klimanet.privacy.operations import erase, refuse_erasure
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal

logger = logging.getLogger(__name__)

AT_ONCE = 200  # rows in one transaction


def clear_what_is_over() -> int:
    """As each declaration says; returns how many rows. Some at a time, so that people go on writing meanwhile."""
    cleared = 0
    for one in personal():
        if one.limit:
            keys = list(one.limit.over(one.model).values_list("pk", flat=True))
            for start in range(0, len(keys), AT_ONCE):
                some = keys[start : start + AT_ONCE]
                one.limit.end(
                    one.limit.over(one.model).filter(pk__in=some)
                )  # asked anew: it may have changed meanwhile
            cleared += len(keys)
    return cleared


def erase_who_asked() -> int:
    """Returns how many. The last who runs a network stays until another does; they read why, and their request waits."""
    erased = 0
    for request in ErasureRequest.objects.due().select_related("person"):
        try:
            with translation.override(request.person.language):
                erase(request.person, actor=SYSTEM)
            erased += 1
        except Refusal as refusal:
            refuse_erasure(request, why=refusal.message, actor=SYSTEM)
            logger.warning("Person %s is not erased yet: %s", request.person_id, refusal.message)
    ledger.sync()
    return erased


def erase_again(backup: Path) -> None:
    """After a restore: those who were erased since the backup was made. Run again, it finds nobody."""
    ledger.gather(backup)
    people = ledger.to_erase()
    for person in people:
        erase(person, actor=SYSTEM, again=True)
    ledger.sync()
    if people:
        logger.info("%d people who were erased after this backup was made are erased again.", len(people))
