"""A program that writes by the operations themselves: an order in each line it reads, a line back once that is committed."""

import json
import sys
from uuid import UUID

import django


def main() -> None:
    """An order once more is acknowledged once more, as a form that is sent twice is."""
    django.setup()
    from klimanet.accounts.models import Person
    from klimanet.activity.operations import AlreadyDone
    from klimanet.entries.models import Entry
    from klimanet.entries.operations.comments import add_comment

    for line in sys.stdin:
        order = json.loads(line)
        entry, person = Entry.objects.get(pk=order["entry"]), Person.objects.get(pk=order["person"])
        try:
            add_comment(entry, text=order["text"], actor=person, token=UUID(order["token"]))
            answer = "written"
        except AlreadyDone:
            answer = "written before"
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
