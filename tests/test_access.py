"""Who gets what: every route × the cast, always about the same existing things (Odense, Anders and his seat).

A number is the answer's status; `in` is the sign-in page, `on` a redirect elsewhere on the site.
"""

import uuid
from collections.abc import Iterable

import pytest
from django.urls import URLResolver, path, reverse
from django.urls.resolvers import RegexPattern

from klimanet.activity.models import Line
from tests import cast
from tests.addresses import address, routes

pytestmark = pytest.mark.django_db

CAST = ["visitor", "karen", "lise", "mette", "anders", "aase", "peter", "sofie", "torben", "line"]
TABLE = """
account                               in  200  200  200  200  200  200  200  200  200
account_photo                         in  200  200  200  200  200  200  200  200  200
account_photo_file                    in  404  404  404  404  404  404  404  404  404
account_photo_removal                 in  405  405  405  405  405  405  405  405  405
language                             405  405  405  405  405  405  405  405  405  405
colour_scheme                        405  405  405  405  405  405  405  405  405  405
resend                                in   on   on   on   on   on   on   on   on   on
discard                               in  405  405  405  405  405  405  405  405  405
account_request_login_code           200   on   on   on   on   on   on   on   on   on
account_confirm_login_code            in   on   on   on   on   on   on   on   on   on
account_login                        200   on   on   on   on   on   on   on   on   on
mfa_login_webauthn                    in   on   on   on   on   on   on   on   on   on
mfa_authenticate                      in   on   on   on   on   on   on   on   on   on
account_inactive                     200  200  200  200  200  200  200  200  200  200
account_logout                        on  200  200  200  200  200  200  200  200  200
account_signup                       200   on   on   on   on   on   on   on   on   on
account_reauthenticate                in  403  403  403  403  403  403  403  403  403
mfa_reauthenticate                    in  403  403  403  403  403  403  403  403  403
mfa_reauthenticate_webauthn           in  403  403  403  403  403  403  403  403  403
account_email                         in  200  200  200  200  200  200  200  200  200
account_email_verification_sent       in   on   on   on   on   on   on   on   on   on
account_change_password               in   on   on   on   on   on   on   on   on   on
account_set_password                  in  200  200  200  200  200  200  200  200  200
account_reset_password               200  200  200  200  200  200  200  200  200  200
account_confirm_password_reset_code   in   in   in   in   in   in   in   in   in   in
account_complete_password_reset       on   on   on   on   on   on   on   on   on   on
account_password_reset_completed     200  200  200  200  200  200  200  200  200  200
mfa_index                             in  200  200  200  200  200  200  200  200  200
mfa_activate_totp                     in  200  200  200  200  200  200  200  200  200
mfa_deactivate_totp                   in  404  404  404  404  404  404  404  404  404
mfa_view_recovery_codes               in  404  404  404  404  404  404  404  404  404
mfa_generate_recovery_codes           in  200  200  200  200  200  200  200  200  200
mfa_download_recovery_codes           in  404  404  404  404  404  404  404  404  404
mfa_list_webauthn                     in  200  200  200  200  200  200  200  200  200
mfa_add_webauthn                      in  200  200  200  200  200  200  200  200  200
mfa_edit_webauthn                     in  404  404  404  404  404  404  404  404  404
mfa_remove_webauthn                   in  404  404  404  404  404  404  404  404  404
usersessions_list                     in  200  200  200  200  200  200  200  200  200
session_ending                        in  405  405  405  405  405  405  405  405  405
my_data                               in  200  200  200  200  200  200  200  200  200
my_data_file                          in   on   on   on   on   on   on   on   on   on
signing_in_anew                       in  405  405  405  405  405  405  405  405  405
consents                              in  200  200  200  200  200  200  200  200  200
own_erasure                           in  200  200  200  200  200  200  200  200  200
erasure_withdrawal                    in  405  405  405  405  405  405  405  405  405
erasures                              in  200  403  403  403  403  403  403  404  404
person_erasure                        in  200  403  403  403  403  403  403  404  404
name_replacement                      in  405  405  405  405  405  405  405  405  405
name_leaving                          in  405  405  405  405  405  405  405  405  405
search                                in  200  200  200  200  200  200  200  200  200
public_feed                          200  200  200  200  200  200  200  200  200  200
own_feed                              in  200  200  200  200  200  200  200  404  404
feed_closing                          in  405  405  405  405  405  405  405  405  405
personal_feed                        404  404  404  404  404  404  404  404  404  404
threads                               in  200  200  200  200  200  200  200  404  404
new_thread                            in  200  200  200  200  200  200  403  404  404
thread                                in  200  200  200  200  200  200  200  404  404
thread_editing                        in  403  403  403  403  200  403  403  404  404
thread_answer                         in  405  405  405  405  405  405  405  405  405
thread_closing                        in  200  403  403  403  200  403  403  404  404
thread_reopening                      in  405  405  405  405  405  405  405  405  405
thread_sharing                        in  405  405  405  405  405  405  405  405  405
text_preview                          in  405  405  405  405  405  405  405  405  405
drafts                                in  405  405  405  405  405  405  405  405  405
draft_discarding                      in  405  405  405  405  405  405  405  405  405
theme_following                       in  405  405  405  405  405  405  405  405  405
organisation_following                in  405  405  405  405  405  405  405  405  405
own_activity                          in  200  200  200  200  200  200  200  404  404
attachment                            in  200  200  200  200  200  200  200  404  404
file_deletion                         in  200  403  403  200  403  403  403  404  404
entry_history                         in  200  200  200  200  200  200  200  404  404
entry_onwards                         in  200  200  200  200  200  200  403  404  404
entry_approval                        in  405  405  405  405  405  405  405  405  405
entry_following                       in  405  405  405  405  405  405  405  405  405
barriers                              in  200  200  200  200  200  200  200  404  404
new_report                            in  200  403  200  200  200  200  403  404  404
barriers_alike                        in  405  405  405  405  405  405  405  405  405
barriers_sheet                        in  200  403  403  403  403  403  403  404  404
barriers_board                        in  200  403  403  403  403  403  403  404  404
barriers_overview                     in  200  403  403  403  403  403  403  404  404
several_barriers                      in  200  403  403  403  403  403  403  404  404
barriers_apart                        in  405  405  405  405  405  405  405  405  405
own_barriers                          in   on   on  200  200  200  200   on  404  404
enclosure                             in  200  404  200  200  404  404  404  404  404
enclosure_taking_out                  in  403  404  200  200  404  404  404  404  404
barrier_report                        in  200  404  200  200  404  404  404  404  404
barrier_report_changing               in  403  404  200  200  404  404  404  404  404
barrier_report_withdrawing            in  403  404  200  200  404  404  404  404  404
barrier_report_bringing_back          in  405  405  405  405  405  405  405  405  405
barrier                               in  200  200  200  200  200  200  200  404  404
barrier_reports                       in  200  200  200  200  200  200  200  404  404
barrier_joining                       in  200  403   on   on  200  200  403  404  404
barrier_wording                       in  200  403  403  403  403  403  403  404  404
barrier_moving                        in  200  403  403  403  403  403  403  404  404
barrier_notes                         in  200  403  403  403  403  403  403  404  404
note_rewriting                        in  200  403  403  403  403  403  403  404  404
note_removal                          in  200  403  403  403  403  403  403  404  404
barrier_taking_back                   in  405  405  405  405  405  405  405  405  405
barrier_reopening                     in  403  403   on   on  403  403  403  404  404
barrier_continuing                    in  200  403  403  403  403  403  403  404  404
barrier_discontinuing                 in  405  405  405  405  405  405  405  405  405
barrier_figures                        in  200  200  200  200  200  200  200  404  404
half_year                              in  200  200  200  200  200  200  200  404  404
steps                                  in  200  200  200  200  200  200  200  404  404
new_step                               in  200  403  403  403  403  403  403  404  404
step                                   in  200  200  200  200  200  200  200  404  404
step_editing                           in  200  403  403  403  403  403  403  404  404
step_arguing                           in  200  403  403  403  403  403  403  404  404
argument_dropping                      in  200  403  403  403  403  403  403  404  404
step_resulting                         in  200  403  403  403  403  403  403  404  404
outcomes                               in  200  200  200  200  200  200  200  404  404
new_outcome                            in  200  403  403  403  403  403  403  404  404
outcome                                in  200  200  200  200  200  200  200  404  404
outcome_editing                        in  200  403  403  403  403  403  403  404  404
outcome_telling                        in  200  403  403  403  403  403  403  404  404
effect_taking_back                     in  405  405  405  405  405  405  405  405  405
barrier_answering                      in  403  404  200  200  404  404  404  404  404
open_questions                        in  200  403  403  403  403  403  403  404  404
entry_merging                         in  200  403  403  403  403  403  403  404  404
entry_separation                      in  405  405  405  405  405  405  405  405  405
entry_themes                          in  200  403  403  403  403  403  403  404  404
entry_pinning                         in  200  403  403  403  403  403  403  404  404
entry_unpinning                       in  405  405  405  405  405  405  405  405  405
entry_care                            in  200  403  403  403  403  403  403  404  404
entry_report                          in  200  200  200  200  403  200  200  404  404
entry_hiding                          in  200  403  403  403  403  403  403  404  404
entry_showing                         in  405  405  405  405  405  405  405  405  405
comment_report                        in  200  200  200  403  200  200  200  404  404
comment_hiding                        in  200  403  403  403  403  403  403  404  404
comment_showing                       in  405  405  405  405  405  405  405  405  405
reports                               in  200  403  403  403  403  403  403  404  404
report                                in  200  403  403  403  403  403  403  404  404
report_showing                        in  405  405  405  405  405  405  405  405  405
new_comment                           in  200  200  200  200  200  200  403  404  404
comment_editing                       in  403  403  403  200  403  403  403  404  404
comment_deletion                      in  200  403  403  200  403  403  403  404  404
comment_removal                       in  200  403  403  403  403  403  403  404  404
comment_history                       in  200  200  200  200  200  200  200  404  404
members                               in  200  200  200  200  200  200  200  404  404
people                                in  200  200  200  200  200  200  200  404  404
person                                in  200  200  200  200  200  200  200  404  404
person_card                           in  200  200  200  200  200  200  200  404  404
person_photo                          in  404  404  404  404  404  404  404  404  404
own_profile                           in  200  200  200  200  200  200  200  404  404
new_organisation                      in  200  403  403  403  403  403  403  404  404
seat_vacating                         in  200  403  200  200  403  403  403  404  404
seat_staying                          in  405  405  405  405  405  405  405  405  405
seat_deputy                           in  200  403  200  200  403  403  403  404  404
seat_deputy_ending                    in  405  405  405  405  405  405  405  405  405
yearly_questions                      in  200  403  403  403  403  403  403  404  404
yearly_question                       in  200  403  200  403  403  403  403  404  404
seat_confirmation                     in  405  405  405  405  405  405  405  405  405
without_coordinator                   in  200  403  403  403  403  403  403  404  404
our_page                              in  200  403  200  200  403  403  403  404  404
handover                              in  200  404  404  404  404  404  404  404  404
draft_passing                         in  405  405  405  405  405  405  405  405  405
invitations                           in  200  403  200  403  403  403  403  404  404
new_invitations                       in  200  403  200  403  403  403  403  404  404
checked_invitations                   in   on  403   on  403  403  403  403  404  404
invitation_resending                  in  405  405  405  405  405  405  405  405  405
invitation_withdrawal                 in  405  405  405  405  405  405  405  405  405
seat_suspension                       in  200  403  403  403  403  403  403  404  404
seat_reinstatement                    in  200  403  403  403  403  403  403  404  404
organisation                          in  200  200  200  200  200  200  200  404  404
new_seat                              in  200  403  200  403  403  403  403  404  404
admission                             in  200  403  403  403  403  403  403  404  404
contract                              in  200  403  403  403  403  403  403  404  404
renewal                               in  405  405  405  405  405  405  405  405  405
renewals                              in  200  403  403  403  403  403  403  404  404
price                                 in  405  405  405  405  405  405  405  405  405
continuing                            in  405  405  405  405  405  405  405  405  405
leaving                               in  200  403  403  403  403  403  403  404  404
apply                                200  200  200  200  200  200  200  200  200  200
application_code                      on   on   on   on   on   on   on   on   on   on
own_application                      200  200  200  200  200  200  200  200  200  200
application_withdrawal               405  405  405  405  405  405  405  405  405  405
applications                          in  200  403  403  403  403  403  403  404  404
application                           in  200  403  403  403  403  403  403  404  404
application_approval                  in  405  405  405  405  405  405  405  405  405
application_question                  in  405  405  405  405  405  405  405  405  405
application_declining                 in  405  405  405  405  405  405  405  405  405
notifications                         in  200  200  200  200  200  200  200  404  404
notifications_reading                 in  405  405  405  405  405  405  405  405  405
unsubscribing                        200  200  200  200  200  200  200  200  200  200
home                                 200  200  200  200  200  200  200  200  200  200
start                                 in   on   on   on   on   on   on   on   on   on
accessibility                        200  200  200  200  200  200  200  200  200  200
privacy                              200  200  200  200  200  200  200  200  200  200
healthz                              200  200  200  200  200  200  200  200  200  200
readyz                               200  200  200  200  200  200  200  200  200  200
metrics                              404  404  404  404  404  404  404  404  404  404
robots                               200  200  200  200  200  200  200  200  200  200
sitemap                              200  200  200  200  200  200  200  200  200  200
demo                                 404  404  404  404  404  404  404  404  404  404
demo_sign_in                         404  404  404  404  404  404  404  404  404  404
demo_mailbox                         404  404  404  404  404  404  404  404  404  404
demo_message                         404  404  404  404  404  404  404  404  404  404
network                              200  200  200  200  200  200  200  200  200  200
secretariat                           in  200  403  403  403  403  403  403  404  404
seats                                 in  200  403  403  403  403  403  403  404  404
seats_sheet                           in  200  403  403  403  403  403  403  404  404
organisations_sheet                   in  200  403  403  403  403  403  403  404  404
seeing                                in  200  403  403  403  403  403  403  404  404
seeing_ending                         in  405  405  405  405  405  405  405  405  405
broadcasts                            in  200  403  403  403  403  403  403  404  404
new_broadcast                         in  200  403  403  403  403  403  403  404  404
broadcast                             in  200  403  403  403  403  403  403  404  404
activity_log                          in  200  403  403  403  403  403  403  404  404
silent_municipalities                 in  200  403  403  403  403  403  403  404  404
call                                  in  200  403  403  403  403  403  403  404  404
handing_over                          in  200  403  403  403  403  403  403  404  404
network_settings                      in  200  403  403  403  403  403  403  404  404
sections                              in  200  403  403  403  403  403  403  404  404
contact                               in  200  403  403  403  403  403  403  404  404
section                               in  200  403  403  403  403  403  403  404  404
themes                                in  200  403  403  403  403  403  403  404  404
theme_archiving                       in  405  405  405  405  405  405  405  405  405
theme_reviving                        in  405  405  405  405  405  405  405  405  405
mails                                 in  200  403  403  403  403  403  403  404  404
mail_resending                        in  405  405  405  405  405  405  405  405  405
mail_putting_away                     in  405  405  405  405  405  405  405  405  405
section_preview                       in   on  403  403  403  403  403  403  404  404
section_history                       in  200  403  403  403  403  403  403  404  404
section_version                       in  200  403  403  403  403  403  403  404  404
"""
# What is sent to pages that only take something.
SENT = """
language                              on   on   on   on   on   on   on   on   on   on
colour_scheme                         on   on   on   on   on   on   on   on   on   on
account_photo_removal                401   on   on   on   on   on   on   on   on   on
discard                              401   on   on   on   on   on   on   on   on   on
thread_answer                        401   on  403  403  403   on  403  403  404  404
barriers_alike                       401  200  403  200  200  200  200  403  404  404
barrier_report_bringing_back         401  403  404   on   on  404  404  404  404  404
barriers_apart                       401   on  403  403  403  403  403  403  404  404
barrier_taking_back                  401   on  404  403  403  404  404  404  404  404
barrier_discontinuing                401   on  403  403  403  403  403  403  404  404
effect_taking_back                   401   on  403  403  403  403  403  403  404  404
thread_reopening                     401   on  403  403  403   on  403  403  404  404
thread_sharing                       401  403  403   on   on  403   on  403  404  404
text_preview                         401  200  200  200  200  200  200  200  404  404
drafts                               401  400  400  400  400  400  400  400  404  404
draft_discarding                     401  404  404  404   on  404  404  404  404  404
theme_following                      401   on   on   on   on   on   on   on  404  404
organisation_following               401   on   on   on   on   on   on   on  404  404
entry_approval                       401   on  403  403  403  403  403  403  404  404
entry_separation                     401   on  403  403  403  403  403  403  404  404
entry_unpinning                      401   on  403  403  403  403  403  403  404  404
entry_showing                        401   on  403  403  403  403  403  403  404  404
comment_showing                      401   on  403  403  403  403  403  403  404  404
report_showing                       401   on  403  403  403  403  403  403  404  404
entry_following                      401   on   on   on   on   on   on   on  404  404
application_withdrawal                on   on   on   on   on   on   on   on   on   on
application_approval                 401  200  403  403  403  403  403  403  404  404
application_question                 401  200  403  403  403  403  403  403  404  404
application_declining                401  200  403  403  403  403  403  403  404  404
invitation_resending                 401   on  403   on  403  403  403  403  404  404
invitation_withdrawal                401   on  403   on  403  403  403  403  404  404
renewal                              401   on  403  403  403  403  403  403  404  404
price                                401  200  403  403  403  403  403  403  404  404
notifications_reading                401   on   on   on   on   on   on   on  404  404
seeing_ending                        401   on  403  403  403  403  403  403  404  404
mail_resending                       401   on  403  403  403  403  403  403  404  404
mail_putting_away                    401   on  403  403  403  403  403  403  404  404
section_preview                      401  200  403  403  403  403  403  403  404  404
theme_archiving                      401   on  403  403  403  403  403  403  404  404
feed_closing                         401   on   on   on   on   on   on   on  404  404
theme_reviving                       401   on  403  403  403  403  403  403  404  404
seat_staying                         401   on  403   on   on  403  403  403  404  404
seat_deputy_ending                   401  404  404  404  404  404  404  404  404  404
seat_confirmation                    401   on  403   on  403  403  403  403  404  404
draft_passing                        401  404  404  404  404  404  404  404  404  404
continuing                           401   on  403  403  403  403  403  403  404  404
session_ending                       401  404  404  404   on  404  404  404  404  404
demo_sign_in                         404  404  404  404  404  404  404  404  404  404
signing_in_anew                      401   in   in   in   in   in   in   in   in   in
erasure_withdrawal                   401   on   on   on   on   on   on   on   on   on
name_replacement                     401   on  403  403  403  403  403  403  404  404
name_leaving                         401   on  403  403  403  403  403  403  404  404
"""


def told(response) -> str:
    if response.status_code not in (301, 302):
        return str(response.status_code)
    return "in" if response["Location"].startswith(reverse("account_request_login_code")) else "on"


def rows(table: str) -> list:
    return [pytest.param(*line.split(maxsplit=1), id=line.split()[0]) for line in table.strip().splitlines()]


def without_a_row(names: set[str | None], table: str) -> set[str | None]:
    return names ^ {row.id for row in rows(table)}


def only_taking(table: str) -> set[str]:
    """Routes that show nothing to anybody: GET is answered 405."""
    return {row.id for row in rows(table) if "405" in row.values[1].split()}


def test_every_route_has_a_row():
    assert without_a_row({pattern.name for pattern in routes()}, TABLE) == set()
    assert only_taking(TABLE) <= {row.id for row in rows(SENT)}


def test_a_route_that_nobody_thought_of_is_found():
    planted = URLResolver(RegexPattern(r"^"), [path("geder/", lambda request: None, name="goats")])
    assert without_a_row({pattern.name for pattern in routes(planted)} | {"home"}, "home 200") == {"goats"}
    assert without_a_row({"home"}, "home 200\ngoats 200") == {"goats"}


def test_a_page_that_is_open_to_the_wrong_person_is_found(monkeypatch):
    """Planted: everybody may run the network; the row of one of its pages then no longer fits."""
    monkeypatch.setattr("klimanet.website.views.page.may_run_network", lambda *_: True)
    assert reading("anders", ["sections"])["sections"] != column("anders", TABLE)["sections"]


def reading(key: str, names: Iterable[str]) -> dict[str, str]:
    browser = cast.browser(key)
    return {name: told(browser.get(address(name))) for name in names}


def column(key: str, table: str) -> dict[str, str]:
    """What somebody is to be told, by the route."""
    return {row.id: row.values[1].split()[CAST.index(key)] for row in rows(table)}


@pytest.mark.parametrize("key", CAST)
def test_reading(key):
    assert reading(key, column(key, TABLE)) == column(key, TABLE)


@pytest.mark.parametrize(("name", "expected"), rows(SENT))
def test_sending(name, expected):
    assert [told(cast.browser(key).post(address(name))) for key in CAST] == expected.split()


@pytest.mark.parametrize("key", CAST)
def test_who_may_not_read_may_not_post(key):
    """Closed pages stay closed when something is sent to them, and nothing changes."""
    browser, closed = cast.browser(key), {"403", "404"}
    refused = {name: status for name, status in column(key, TABLE).items() if status in closed}
    addresses = {name: address(name) for name in refused}
    before = Line.objects.count()
    sent = {"token": uuid.uuid4(), "since": "2026-01-01"}
    answers = {name: told(browser.post(path, sent)) for name, path in addresses.items()}
    assert {name: answer for name, answer in answers.items() if answer not in (refused[name], "405")} == {}
    assert Line.objects.count() == before


def test_visitors_are_told_the_same_of_what_exists_and_what_does_not():
    there = cast.browser().get(reverse("organisation", args=["klima", "odense"]))
    absent = cast.browser().get(reverse("organisation", args=["klima", "findes-ikke"]))
    assert told(there) == told(absent) == "in"
