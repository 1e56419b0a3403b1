"""Rule 5: every `may_…` has a row here that says who of all may: the cast, the installation, and an applicant."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.utils import timezone

from klimanet.accounts import permissions as accounts
from klimanet.accounts.models import Person
from klimanet.accounts.operations import add_person
from klimanet.barriers import permissions as barriers
from klimanet.barriers.models import Barrier, Change, Note, Report, State
from klimanet.barriers.operations.states import reopen
from klimanet.dialogues import permissions as dialogues
from klimanet.dialogues.models import Thread
from klimanet.entries import permissions as entries
from klimanet.entries.models import Audience, Comment
from klimanet.insights import permissions as insights
from klimanet.members import permissions as members
from klimanet.members.models import Application, Holding, Organisation, Role, Seat, YearlyQuestion
from klimanet.members.models.networks import today
from klimanet.members.operations.deputies import name_deputy
from klimanet.members.operations.seats import give_seat, vacate_seat
from klimanet.notifications import permissions as notifications
from klimanet.privacy import permissions as privacy
from klimanet.rules.actors import SYSTEM, Actor, Applicant
from klimanet.search import permissions as search
from klimanet.website.demo.cast import BY_KEY
from tests import cast
from tests.building import (
    advance,
    any_effect,
    any_note,
    any_step,
    make_comment,
    make_membership,
    make_person,
    make_report,
    make_thread,
)
from tests.structure import modules

pytestmark = pytest.mark.django_db
SECRETARIAT = {"karen", "jonas"}
SYSTEM_TOO = {*SECRETARIAT, "system"}
INSIDE = {
    *SECRETARIAT,
    "lise",
    "mette",
    "anders",
    "aase",
    "nadia",
    "peter",
    "sofie",
}  # Torben is suspended, Line elsewhere
MUNICIPAL = {"mette", "anders", "aase", "nadia", "peter"}
WRITERS = INSIDE - {"sofie"}  # who observes


def left_with_the_office() -> Note:
    """Karen's, who only observes since."""
    Seat.objects.filter(pk=cast.seat("karen").pk).update(role=Role.OBSERVER)
    return any_note()


def comment() -> Comment:
    """Anders's."""
    return cast.thread().comments.get()


def solved(barrier: Barrier) -> Barrier:
    advance(barrier, State.DROPPED)
    return Barrier.objects.get(pk=barrier.pk)


def reopened() -> Change:
    """By Odense."""
    barrier = solved(cast.barrier_report().barrier)
    reopen(barrier, reason="Den står der endnu.", actor=cast.person("anders"))
    return barrier.changes.get(person=None)


def on_behalf() -> Report:
    """Karen's, for Odense."""
    return make_report("karen", organisation=Organisation.objects.get(slug="odense"))


def silenced() -> Comment:
    """Anders's, who only observes since."""
    Seat.objects.filter(pk=cast.seat("anders").pk).update(role=Role.OBSERVER)
    return comment()


def in_circle() -> Thread:
    """Åse's and Peter's, and not the secretariat's."""
    return make_thread("aase", audience=Audience.CIRCLE, circle=Organisation.objects.filter(slug="samsoe"))


def left_behind() -> Thread:
    """Written by Åse for Aabenraa alone, where she sits no longer."""
    thread = make_thread("aase", audience=Audience.ORGANISATION)
    vacate_seat(cast.seat("aase"), actor=SYSTEM)
    give_seat(make_membership("vejle"), email="aase@aabenraa.example", name="Åse", role=Role.MEMBER, actor=SYSTEM)
    return thread


def holding(key: str = "anders") -> Holding:
    return cast.seat(key).holdings.own().get(ended_at=None)


def ended() -> Holding:
    """Anders's earlier one; he sits in Odense again."""
    earlier = holding()
    vacate_seat(earlier.seat, actor=SYSTEM)
    give_seat(make_membership("odense"), email="anders@odense.example", name="Anders", role=Role.MEMBER, actor=SYSTEM)
    return Holding.objects.get(pk=earlier.pk)


def deputy(absent: Person | None = None, **facts) -> Holding:
    """Anders for Mette, or for another colleague."""
    facts = {"deputy": cast.person("anders"), "since": today(), "until": today()} | facts
    return name_deputy(absent.holdings.get() if absent else holding("mette"), **facts, actor=SYSTEM)


def without_a_seat() -> Holding:
    """Peter's, who stands in for a colleague tomorrow and for another today; his own seat is suspended, one elsewhere is not."""
    facts = {"deputy": cast.person("peter"), "until": today() + timedelta(days=1)}
    deputy(make_person(organisation="samsoe"), **facts)
    tomorrow = deputy(make_person(organisation="samsoe"), **facts, since=facts["until"])
    Seat.objects.filter(pk=cast.seat("peter").pk).update(suspended_at=timezone.now())
    return tomorrow


def once_elsewhere() -> Person:
    """Anders, who sat in the other network too."""
    membership = make_membership("vejle", cast.other_network())
    facts = {"email": "anders@odense.example", "name": "Anders", "role": Role.MEMBER}
    vacate_seat(give_seat(membership, **facts, actor=SYSTEM).seat, actor=SYSTEM)
    return cast.person("anders")


def gone() -> Person:
    """Anders, who sits nowhere any longer."""
    vacate_seat(cast.seat("anders"), actor=SYSTEM)
    return cast.person("anders")


def newcomer() -> Person:
    """Who never sat anywhere."""
    return add_person(email="ea@odense.example", name="Ea", actor=SYSTEM)


# what is asked, of what, and who may
RIGHTS = [
    (accounts.may_change_person, lambda: [cast.person("anders")], {"anders", "system"}),
    (accounts.may_sign_out, lambda: [cast.person("anders")], {"anders"}),
    (accounts.may_add_person, list, {*BY_KEY, "system"}),
    (barriers.may_report, lambda: [cast.network()], {*MUNICIPAL, *SYSTEM_TOO}),
    (barriers.may_join, lambda: [cast.barrier_report().barrier], {*MUNICIPAL, *SYSTEM_TOO}),
    (barriers.may_join, lambda: [make_report("aase").barrier], SYSTEM_TOO),  # which nobody has assessed
    (barriers.may_consent, lambda: [cast.barrier_report()], {"anders", "mette"}),
    (barriers.may_change, lambda: [cast.barrier_report()], {"anders", "mette"}),
    (barriers.may_answer, lambda: [cast.barrier_report()], {"anders", "mette"}),
    (barriers.may_answer, lambda: [on_behalf()], {"anders", "mette"}),
    (barriers.may_ask, lambda: [any_effect()], {"system"}),
    (barriers.may_open, lambda: [any_step()], {"system"}),
    (barriers.may_change, lambda: [on_behalf()], {"anders", "mette", *SYSTEM_TOO}),
    (barriers.may_reopen, lambda: [solved(cast.barrier_report().barrier)], {"anders", "mette"}),
    (barriers.may_reopen, lambda: [solved(make_report("aase").barrier)], {"aase"}),
    (
        barriers.may_reopen,
        lambda: [cast.barrier_report().barrier],
        {"anders", "mette"},
    ),  # which is open: a state, not a right
    (barriers.may_take_back, lambda: [cast.barrier_report().barrier.changes.get()], SYSTEM_TOO),
    (barriers.may_take_back, lambda: [reopened()], {"anders", "mette"}),
    (barriers.may_note, lambda: [cast.barrier_report().barrier], SECRETARIAT),
    (barriers.may_note, lambda: [make_report("aase").barrier], SECRETARIAT),
    (barriers.may_remove, lambda: [any_note()], SECRETARIAT),
    (barriers.may_rewrite, lambda: [any_note()], {"karen"}),
    (barriers.may_rewrite, lambda: [left_with_the_office()], set()),
    (dialogues.may_share, lambda: [cast.thread()], {"mette", "anders", "nadia", "peter"}),
    (dialogues.may_answer, lambda: [cast.thread()], {"aase", *SECRETARIAT}),
    (dialogues.may_share, lambda: [in_circle()], {"peter"}),
    (entries.may_contribute, lambda: [cast.network()], WRITERS),
    (entries.may_comment, lambda: [cast.thread()], WRITERS),
    (entries.may_comment, lambda: [in_circle()], {"aase", "peter"}),
    (entries.may_edit, lambda: [comment()], {"anders"}),
    (entries.may_edit, lambda: [silenced()], set()),
    (entries.may_edit, lambda: [left_behind()], set()),
    (entries.may_delete, lambda: [comment()], {"anders", *SECRETARIAT}),
    (entries.may_delete, lambda: [make_comment(in_circle(), "peter")], {"peter"}),
    (entries.may_remove, lambda: [comment()], SECRETARIAT),
    (entries.may_close, lambda: [cast.thread()], {"aase", *SECRETARIAT}),
    (entries.may_close, lambda: [in_circle()], {"aase"}),
    (entries.may_approve, lambda: [cast.thread()], SECRETARIAT),
    (entries.may_report, lambda: [comment()], INSIDE - {"anders"}),
    (entries.may_hide, lambda: [comment()], SECRETARIAT),
    (entries.may_settle, lambda: [cast.report()], SECRETARIAT),
    (entries.may_see_to, lambda: [cast.thread()], SECRETARIAT),
    (entries.may_merge, lambda: [cast.thread()], SECRETARIAT),
    (entries.may_arrange, lambda: [cast.thread()], SECRETARIAT),
    (entries.may_arrange, lambda: [in_circle()], set()),
    (entries.may_hand_over, lambda: [cast.network()], SECRETARIAT),
    (entries.may_follow, lambda: [cast.network()], INSIDE),
    (entries.may_keep_draft, lambda: [cast.person("anders")], {"anders"}),
    (insights.may_see_as, lambda: [cast.person("anders"), cast.network()], SECRETARIAT),
    (insights.may_see_as, lambda: [cast.person("jonas"), cast.network()], set()),
    (insights.may_see_as, lambda: [cast.person("torben"), cast.network()], set()),
    (insights.may_see_as, lambda: [cast.person("line"), cast.network()], set()),
    (insights.may_see_as, lambda: [make_person(network=cast.other_network()), cast.network()], set()),
    (members.may_add_network, list, {"system"}),
    (members.may_run_network, lambda: [cast.network()], SYSTEM_TOO),
    (members.may_read_ours, lambda: [make_membership("odense")], {"mette", "anders", *SYSTEM_TOO}),
    (members.may_give_seat, lambda: [make_membership("odense"), Role.MEMBER], {"mette", *SYSTEM_TOO}),
    (members.may_give_seat, lambda: [make_membership("odense"), Role.COORDINATOR], {"mette", *SYSTEM_TOO}),
    (members.may_give_seat, lambda: [make_membership("odense"), Role.OBSERVER], SYSTEM_TOO),
    (members.may_give_seat, lambda: [make_membership("odense"), Role.SECRETARIAT], set()),
    (members.may_give_seat, lambda: [make_membership("kl"), Role.SECRETARIAT], SYSTEM_TOO),
    (members.may_give_seat, lambda: [make_membership("kl"), Role.COLLEAGUE], SYSTEM_TOO),
    (members.may_give_seat, lambda: [make_membership("kl"), Role.MEMBER], set()),
    (members.may_vacate, lambda: [cast.seat("anders")], {"mette", *SYSTEM_TOO}),
    (members.may_leave, lambda: [holding()], {"anders", "mette", *SYSTEM_TOO}),
    (members.may_leave, lambda: [ended()], {"mette", *SYSTEM_TOO}),
    (members.may_pass_on, lambda: [holding(), " Ny@ODENSE.example "], {"anders", "mette", *SYSTEM_TOO}),
    (members.may_pass_on, lambda: [holding(), "ny@vejle.example"], {"mette", *SYSTEM_TOO}),
    (members.may_name_deputy, lambda: [holding()], {"anders", "mette", *SYSTEM_TOO}),
    (members.may_end_deputy, lambda: [deputy()], {"anders", "mette", *SYSTEM_TOO}),
    (members.may_end_deputy, lambda: [deputy(deputy=make_person(organisation="odense"))], {"mette", *SYSTEM_TOO}),
    (members.may_end_deputy, lambda: [without_a_seat()], SYSTEM_TOO),
    (members.may_end_deputy, lambda: [holding()], set()),  # who is no deputy
    (members.may_keep_up, list, {"system"}),
    (
        members.may_answer_yearly,
        lambda: [YearlyQuestion.objects.get(membership=make_membership("odense"))],
        {"mette", *SYSTEM_TOO},
    ),
    (members.may_change_profile, lambda: [cast.profile("anders")], {"anders", "system"}),
    (members.may_apply, lambda: [" Anders@ODENSE.example "], {"applicant"}),
    (members.may_apply, lambda: ["ea@odense.example"], set()),
    (members.may_answer, lambda: [Application(email="anders@odense.example")], {"applicant"}),
    (members.may_answer, lambda: [Application(email="ea@odense.example")], set()),
    (notifications.may_choose, lambda: [cast.person("anders")], {"anders"}),
    (privacy.may_ask_erasure, lambda: [cast.person("anders")], {"anders"}),
    (privacy.may_erase, lambda: [cast.person("anders")], SYSTEM_TOO),
    (privacy.may_erase, lambda: [cast.person("karen")], {"jonas", "system"}),
    (privacy.may_erase, lambda: [cast.person("torben")], SYSTEM_TOO),
    (privacy.may_erase, lambda: [cast.person("peter")], {"system"}),  # two networks, two secretariats
    (privacy.may_erase, lambda: [once_elsewhere()], SYSTEM_TOO),
    (privacy.may_erase, lambda: [gone()], SYSTEM_TOO),
    (privacy.may_erase, lambda: [newcomer()], {"system"}),
    (search.may_rebuild, list, {"system"}),
]


def actors() -> dict[str, Actor]:
    """Everybody who may act. The applicant's number is Anders's, who is somebody else, and so is their address."""
    anders = cast.person("anders")
    people = {key: cast.person(key) for key in BY_KEY}
    return people | {"system": SYSTEM, "applicant": Applicant(anders.email, anders.pk)}


def allowed(may, actor: Actor, about: list) -> bool:
    return may(actor, about[0], email=about[1]) if may is members.may_pass_on else may(actor, *about)


@pytest.mark.parametrize(("may", "about", "who"), RIGHTS, ids=[may.__name__ for may, _, _ in RIGHTS])
def test_who_may(may, about, who):
    about = about()
    assert {key for key, actor in actors().items() if allowed(may, actor, about)} == who


def test_every_right_has_a_row():
    """But `may_see`, which asks `visible_to`: see tests/test_privacy.py. One right under two names needs one."""
    asked = {may for may, _, _ in RIGHTS} | {entries.may_see}
    paths = [path.relative_to(path.parents[2]).with_suffix("") for path in modules("*/permissions.py")]
    words = [vars(import_module(".".join(path.parts))) for path in paths]
    defined = {word for found in words for name, word in found.items() if name.startswith("may_")}
    assert defined == asked
