"""Who sees what: `visible_to` and `may_see` agree for every audience and everybody."""

import pytest

from klimanet.entries.models import Audience, Comment, Entry
from klimanet.entries.permissions import may_see
from klimanet.members.models import Organisation
from tests import cast
from tests.building import make_comment, make_thread

pytestmark = pytest.mark.django_db
EVERYBODY = ["karen", "jonas", "lise", "mette", "anders", "aase", "nadia", "peter", "sofie", "torben", "line"]
INSIDE = {"karen", "jonas", "lise", "mette", "anders", "aase", "nadia", "peter", "sofie"}
# Åse of Aabenraa asks; Samsø is in the circle.
READERS = {
    Audience.PUBLIC: INSIDE,
    Audience.NETWORK: INSIDE,
    Audience.CIRCLE: {"aase", "peter"},
    Audience.ORGANISATION: {"aase", "karen", "jonas"},
    Audience.SECRETARIAT: {"aase", "karen", "jonas"},
}


@pytest.mark.parametrize("audience", Audience)
def test_each_audience_has_its_readers(audience):
    samsoe = Organisation.objects.filter(slug="samsoe")
    thread = make_thread("aase", audience=audience, circle=samsoe if audience == Audience.CIRCLE else [])
    comment = make_comment(thread, "aase")
    seen = {key for key in EVERYBODY if Entry.objects.visible_to(cast.person(key)).contains(thread.entry_ptr)}
    assert seen == READERS[audience]
    assert seen == {key for key in EVERYBODY if may_see(cast.person(key), thread)}
    assert seen == {key for key in EVERYBODY if Comment.objects.visible_to(cast.person(key)).contains(comment)}
    assert seen == {key for key in EVERYBODY if may_see(cast.person(key), comment)}


def test_who_moves_to_another_organisation_leaves_its_secrets_behind():
    from klimanet.members.operations.seats import give_seat, vacate_seat
    from klimanet.rules.actors import SYSTEM
    from tests.building import make_membership

    thread = make_thread("aase", audience=Audience.ORGANISATION)
    vacate_seat(cast.seat("aase"), actor=SYSTEM)
    give_seat(make_membership("vejle"), email="aase@aabenraa.example", name="Åse", role="member", actor=SYSTEM)
    assert not may_see(cast.person("aase"), thread)
