"""Mutants that nobody can tell from the original: module, function and change, and why."""

OPERATIONS = "klimanet/members/operations"
LOCK = "Only the lock is wanted, which SQLite has by itself: what is asked next is asked of the database."
ASKED_AGAIN = "It is asked again below, and what was done before that is undone."
EQUIVALENT: dict[tuple[str, str, str], str] = {
    (f"{OPERATIONS}/contracts.py", "agree", "2 → 3"): "The query is cut for speed; the slice around it decides.",
    (f"{OPERATIONS}/invitations.py", "withdraw_invitation", "locked(holding.seat) → nothing"): LOCK,
    (f"{OPERATIONS}/networks.py", "open_network", "require(may_add_network(actor)) → nothing"): ASKED_AGAIN,
    (f"{OPERATIONS}/seats.py", "close_over", "seat = locked(seat) → nothing"): LOCK,
    (f"{OPERATIONS}/seats.py", "vacate_seat", "require(may_vacate(actor, seat)) → nothing"): ASKED_AGAIN,
    (
        f"{OPERATIONS}/seats.py",
        "give_seat",
        "membership = Membership.objects.select_for_update(of=('self',)).get(pk=membership.pk) → nothing",
    ): LOCK,
    (
        f"{OPERATIONS}/yearly.py",
        "ask_yearly",
        "membership = Membership.objects.select_for_update(of=('self',)).get(pk=membership.pk) → nothing",
    ): LOCK,
    (
        f"{OPERATIONS}/yearly.py",
        "confirm_holding",
        "question = YearlyQuestion.objects.select_for_update(of=('self',)).get(pk=question.pk) → nothing",
    ): LOCK,
    (
        "klimanet/members/writing.py",
        "sitting",
        "seat.holdings.lasting().own() → seat.holdings.lasting()",
    ): "Whoever stands in was named later than the one they stand in for, who is found first.",
}
