"""Which pages the browser looks at: all that the access table says somebody can read, so that a new one is looked at too."""

import pytest
from django.db import transaction

from tests import cast
from tests.addresses import address
from tests.building import any_enclosure, make_dead_letter, make_examples, make_name_left, make_note, make_told_effect
from tests.test_access import CAST, TABLE, only_taking, rows

pytestmark = pytest.mark.django_db
# Pages that exist in a demo alone, which the access table knows as missing; a visitor looks at them.
IN_A_DEMO = {"demo", "demo_mailbox", "demo_message"}
# Pages that only a step before opens; test_every_page takes those steps.
STEPS = {
    "account_confirm_login_code",
    "account_confirm_password_reset_code",
    "account_email_verification_sent",
    "application_code",
}
# The same pages in another state, or as another person sees them.
STATES = {
    "visitor": ["/findes-ikke/", "/tilpasning/"],
    "karen": [
        "/klima/",
        "/klima/?side=offentlig",
        "/klima/medlemmer/personer/?q=findes+ikke",
        "/klima/medlemmer/vejle/",
        "/klima/medlemmer/vejle/optagelse/",
        "/klima/barrierer/samlet/?alle=1",
        "/klima/barrierer/tavle/?hvem=ingen",
        "/klima/sekretariat/pladser/?q=findes+ikke",
        "/klima/sekretariat/pladser/?state=ledig",
        "/soeg/?q=varme",
        "/soeg/?q=findes+ikke",
    ],
    "jonas": ["/klima/"],
    "anders": ["/klima/sekretariat/"],
    "torben": ["/", "/klima/"],
}
# Addresses that nobody looks at in a browser, each with its reason.
NO_PAGE = {
    "account_photo_file": "a picture",
    "person_photo": "a picture",
    "person_card": "a file to save",
    "mfa_download_recovery_codes": "a file to save",
    "attachment": "a file to save",
    "enclosure": "a file to save",
    "seats_sheet": "a file to save",
    "organisations_sheet": "a file to save",
    "barriers_sheet": "a file to save",
    "my_data_file": "a file to save",
    "public_feed": "for machines",
    "personal_feed": "for machines",
    "healthz": "for machines",
    "readyz": "for machines",
    "metrics": "for machines",
    "robots": "for machines",
    "sitemap": "for machines",
    "mfa_login_webauthn": "what the passkey's script asks for",
    "start": "leads elsewhere",
    "barrier_reopening": "needs a barrier that is over; test_barriers looks at it",
    "checked_invitations": "leads to the list, unless one is sent to it; test_joining looks at it",
    "section_preview": "leads to the section's page, unless something is sent to it",
    "demo_sign_in": "takes only",
    "resend": "needs a form kept from a session that has ended; test_journeys looks at it",
    "mfa_authenticate": "needs a sign-in that is half done, with a second step set up",
    "account_reauthenticate": "needs a password of one's own",
    "mfa_reauthenticate": "needs a second step set up",
    "mfa_reauthenticate_webauthn": "needs a passkey",
    "account_change_password": "needs a password of one's own",
    "account_complete_password_reset": "needs the code from a mail",
    "mfa_deactivate_totp": "needs a second step set up",
    "mfa_view_recovery_codes": "needs a second step set up",
    "mfa_edit_webauthn": "needs a passkey",
    "mfa_remove_webauthn": "needs a passkey",
}


def readers(table: str) -> dict[str, str]:
    """Each page that somebody can read, with the first of the cast who can."""
    answers = {row.id: dict(zip(CAST, row.values[1].split(), strict=False)) for row in rows(table)}
    first = {name: next((who for who in told if told[who] == "200"), "") for name, told in answers.items()}
    return {name: who for name, who in first.items() if who}


def visits(table: str = TABLE) -> dict[str, str]:
    """Each page that the browser looks at, with who it looks as."""
    shown = {name: who for name, who in readers(table).items() if name not in NO_PAGE}
    return shown | dict.fromkeys(IN_A_DEMO, "visitor")


def overlooked(table: str) -> set[str]:
    """Routes that are neither looked at nor excepted; those that only take something show nothing."""
    return {row.id for row in rows(table)} - only_taking(table) - set(visits(table)) - STEPS - set(NO_PAGE)


def addresses() -> dict[str, str]:
    """Where those pages are; asked in the database that is looked at, which is left as it was."""
    with transaction.atomic():
        found = {name: address(name) for name in visits()}
        transaction.set_rollback(True)
    return found


def addresses_in_a_demo() -> dict[str, str]:
    """The same for a demo, which first gets the examples that stand before every test."""
    make_examples()
    make_dead_letter()
    make_name_left()
    make_told_effect(cast.barrier_report().barrier, difference="eases")
    make_note(cast.barrier_report().barrier)
    any_enclosure()
    return addresses()


def test_no_page_escapes_the_browser():
    assert overlooked(TABLE) == set()
    assert set(NO_PAGE) | IN_A_DEMO | STEPS <= {row.id for row in rows(TABLE)}


def test_a_new_page_is_looked_at_and_what_nobody_can_look_at_needs_a_reason():
    """Planted: a page that members read, and one that needs something nobody in the cast has."""
    planted = f"{TABLE}goats in 403 200 404\nsheep in 404 404 404\n"
    assert visits(planted)["goats"] == "lise"
    assert overlooked(planted) == {"sheep"}


def test_every_page_has_an_address():
    assert set(addresses()) == set(visits())
