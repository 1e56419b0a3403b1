"""A page costs the same for one row and for twenty, and stays small."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.building import make_person

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
LARGEST = 60_000  # bytes of HTML
PAGES = [
    "/",
    "/klima/",
    "/klima/?side=offentlig",
    "/klima/medlemmer/",
    "/klima/medlemmer/personer/",
    "/klima/medlemmer/personer/?q=ny&position=staff&region=syddanmark",
    "/klima/medlemmer/vejle/",
    "/klima/sekretariat/",
    "/klima/sekretariat/side/om/",
    "/klima/sekretariat/side/om/historik/",
    "/konto/",
]


def queries(browser, path: str) -> list[str]:
    cache.clear()
    with CaptureQueriesContext(connection) as found:
        response = browser.get(path)
    assert response.status_code == 200
    assert len(response.content) < LARGEST, path
    return [query["sql"] for query in found]


@pytest.mark.parametrize("path", PAGES)
def test_twenty_rows_cost_what_one_does(path):
    make_person()
    browser = cast.browser("karen")
    browser.get(path)
    one = queries(browser, path)
    for _ in range(19):
        make_person()
    twenty = queries(browser, path)
    assert len(twenty) == len(one), "\n".join(twenty)
    assert len(twenty) <= MOST_QUERIES, "\n".join(twenty)


def test_the_check_sees_growth(django_assert_max_num_queries):
    """Planted: a list that asks for each row by itself."""
    people = [make_person() for _ in range(3)]
    with CaptureQueriesContext(connection) as found:
        _ = [list(person.holdings.all()) for person in people]
    assert len(found) == 3
