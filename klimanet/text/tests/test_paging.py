"""Pages that start after a row."""

import pytest
from django.core import signing

from klimanet.members.models import Organisation
from klimanet.text.paging import SALT, page_of

pytestmark = pytest.mark.django_db
BY = ["sort_key", "id"]


def test_pages_follow_each_other_without_gap_or_overlap():
    every = list(Organisation.objects.municipalities().order_by(*BY))
    found, after = [], ""
    while True:
        page = page_of(Organisation.objects.municipalities(), by=BY, after=after, size=10)
        found += page.rows
        if not (after := page.next):
            break
    assert found == every
    assert [row.name for row in every][-3:] == ["Aabenraa", "Aalborg", "Aarhus"]


@pytest.mark.parametrize(
    "after",
    ["nonsense", "a" * 10_000, "\x00", signing.dumps(["one", 1], salt=SALT), signing.dumps([1, 2])],
    ids=["nonsense", "long", "NUL", "of another order", "signed for something else"],  # a signature's time is no name
)
def test_a_cursor_that_is_not_ours_begins_at_the_beginning(after):
    first = page_of(Organisation.objects.municipalities(), by=BY, size=3)
    assert page_of(Organisation.objects.municipalities(), by=BY, after=after, size=3) == first
