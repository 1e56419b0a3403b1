"""Rule 5: every `may_…` has a row here that says who of all may: the cast, the installation, and an applicant."""

from importlib import import_module

import pytest

from klimanet.accounts import permissions as accounts
from klimanet.barriers import permissions as barriers
from klimanet.barriers.models import Barrier, State
from klimanet.dialogues import permissions as dialogues
from klimanet.entries import permissions as entries
from klimanet.insights import permissions as insights
from klimanet.members import permissions as members
from klimanet.members.models import Application, Holding, Role, YearlyQuestion
from klimanet.members.models.networks import today
from klimanet.members.operations.deputies import name_deputy
from klimanet.notifications import permissions as notifications
from klimanet.privacy import permissions as privacy
from klimanet.rules.actors import SYSTEM, Actor, Applicant
from klimanet.search import permissions as search
from klimanet.website.demo.cast import BY_KEY
from tests import cast
from tests.building import advance, make_membership
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


def comment():
    """Anders's."""
    return cast.thread().comments.get()


def solved() -> Barrier:
    barrier = cast.barrier_report().barrier
    advance(barrier, State.DROPPED)
    return Barrier.objects.get(pk=barrier.pk)


def holding(key: str = "anders") -> Holding:
    return cast.seat(key).holdings.own().get(ended_at=None)


def deputy() -> Holding:
    """Anders for Mette."""
    facts = {"since": today(), "until": today(), "actor": cast.person("mette")}
    return name_deputy(holding("mette"), deputy=cast.person("anders"), **facts)


# what is asked, of what, and who may
RIGHTS = [
    (accounts.may_change_person, lambda: [cast.person("anders")], {"anders", "system"}),
    (accounts.may_sign_out, lambda: [cast.person("anders")], {"anders"}),
    (accounts.may_add_person, list, {*BY_KEY, "system"}),
    (barriers.may_run, lambda: [cast.network()], SYSTEM_TOO),
    (barriers.may_report, lambda: [cast.network()], {*MUNICIPAL, *SYSTEM_TOO}),
    (barriers.may_join, lambda: [cast.barrier_report().barrier], {*MUNICIPAL, *SYSTEM_TOO}),
    (barriers.may_consent, lambda: [cast.barrier_report()], {"anders", "mette"}),
    (barriers.may_change, lambda: [cast.barrier_report()], {"anders", "mette"}),
    (barriers.may_reopen, lambda: [solved()], {"anders", "mette"}),
    (barriers.may_reopen, lambda: [cast.barrier_report().barrier], set()),  # which is open
    (dialogues.may_share, lambda: [cast.thread()], {"mette", "anders", "nadia", "peter"}),
    (dialogues.may_answer, lambda: [cast.thread()], {"aase", *SECRETARIAT}),
    (entries.may_contribute, lambda: [cast.network()], WRITERS),
    (entries.may_comment, lambda: [cast.thread()], WRITERS),
    (entries.may_edit, lambda: [comment()], {"anders"}),
    (entries.may_delete, lambda: [comment()], {"anders", *SECRETARIAT}),
    (entries.may_remove, lambda: [comment()], SECRETARIAT),
    (entries.may_close, lambda: [cast.thread()], {"aase", *SECRETARIAT}),
    (entries.may_approve, lambda: [cast.thread()], SECRETARIAT),
    (entries.may_report, lambda: [comment()], INSIDE - {"anders"}),
    (entries.may_hide, lambda: [comment()], SECRETARIAT),
    (entries.may_settle, lambda: [cast.report()], SECRETARIAT),
    (entries.may_see_to, lambda: [cast.thread()], SECRETARIAT),
    (entries.may_merge, lambda: [cast.thread()], SECRETARIAT),
    (entries.may_arrange, lambda: [cast.thread()], SECRETARIAT),
    (entries.may_hand_over, lambda: [cast.network()], SECRETARIAT),
    (entries.may_follow, lambda: [cast.network()], INSIDE),
    (entries.may_keep_draft, lambda: [cast.person("anders")], {"anders"}),
    (insights.may_see_as, lambda: [cast.person("anders"), cast.network()], SECRETARIAT),
    (insights.may_see_as, lambda: [cast.person("jonas"), cast.network()], set()),
    (insights.may_see_as, lambda: [cast.person("torben"), cast.network()], set()),
    (insights.may_see_as, lambda: [cast.person("line"), cast.network()], set()),
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
    (members.may_pass_on, lambda: [holding(), "ny@odense.example"], {"anders", "mette", *SYSTEM_TOO}),
    (members.may_pass_on, lambda: [holding(), "ny@vejle.example"], {"mette", *SYSTEM_TOO}),
    (members.may_name_deputy, lambda: [holding()], {"anders", "mette", *SYSTEM_TOO}),
    (members.may_end_deputy, lambda: [deputy()], {"anders", "mette", *SYSTEM_TOO}),
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
