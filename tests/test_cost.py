"""A page costs the same for one row and for twenty, and stays small."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klimanet.barriers.models import Consent
from klimanet.barriers.operations.reports import join
from klimanet.members.models import Organisation, OrganisationKind
from klimanet.members.models.profiles import ProfileQuerySet
from klimanet.members.queries import count_people
from tests import cast
from tests.addresses import address
from tests.building import assess, make_comment, make_person, make_report, make_thread
from tests.test_access import CAST, TABLE, rows

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
OWN = {
    "/konto/adgangsnoegler/ny/": 1,  # django-allauth asks whether one may, twice
    "/klima/": 1,  # once a minute, how many people sit where
    "/klima/sekretariat/": len(settings.PANELS),  # one for each list that some package sets on the desk
    "/readyz": 5,  # tries to write, and says how long that may take
}
LARGEST = 60_000  # bytes of HTML
# Pages that ask something of the database beyond what their bare address does.
QUESTIONS = [
    "/klima/?side=offentlig",
    "/klima/medlemmer/personer/?q=ny&position=staff&region=syddanmark",
    "/klima/medlemmer/vejle/",
    "/soeg/?q=ny",
    "/klima/sekretariat/aktivitet/?who=karen&organisation=kl&deed=medlemmer&thing=har&since=2020-01-01&until=2099-01-01",
    "/klima/sekretariat/pladser/?q=ny&role=member&state=aldrig&region=syddanmark&organisation=vejle",
]


def pages() -> list[str]:
    """Every page the secretariat can read, from the access table, so that a new one is measured too."""
    readable = [row.id for row in rows(TABLE) if row.values[1].split()[CAST.index("karen")] == "200"]
    return [address(name) for name in readable] + QUESTIONS


def queries(browser, path: str) -> list[str]:
    cache.clear()
    count_people.cache_clear()  # else it depends on the clock whether they are counted
    with CaptureQueriesContext(connection) as found:
        response = browser.get(path)
    assert response.status_code == 200
    assert response.streaming or len(response.content) < LARGEST, path
    return [query["sql"] for query in found]


def growing(one: dict[str, list[str]], twenty: dict[str, list[str]]) -> dict[str, list[str]]:
    """The pages that ask otherwise often with twenty rows than with one, each with what it asks."""
    return {path: asked for path, asked in twenty.items() if len(asked) != len(one[path])}


def test_twenty_rows_cost_what_one_does():
    make_person()
    browser = cast.browser("karen")
    for path in pages():
        browser.get(path)
    one = {path: queries(browser, path) for path in pages()}
    for _ in range(19):
        make_person()
    twenty = {path: queries(browser, path) for path in pages()}
    assert len(twenty) > 30
    assert growing(one, twenty) == {}
    assert {path: asked for path, asked in twenty.items() if len(asked) > MOST_QUERIES + OWN.get(path, 0)} == {}


def test_a_page_that_grows_is_found(monkeypatch):
    """Planted: the list of people asks for each row by itself."""
    path = "/klima/medlemmer/personer/"
    monkeypatch.setattr(ProfileQuerySet, "with_places", lambda profiles: profiles)
    make_person()
    browser = cast.browser("karen")
    browser.get(path)
    one = {path: queries(browser, path)}
    make_person()
    assert list(growing(one, {path: queries(browser, path)})) == [path]


@pytest.mark.parametrize("who", ["karen", "aase", "nadia"])
def test_a_thread_of_twenty_costs_what_one_of_two_does(who):
    """Eight questions in all, once it has been read; and it fits into 40 kB, whoever reads it."""
    short, long = (
        make_thread("aase", addressed=[cast.seat("anders").membership.organisation]) for _ in ("short", "long")
    )
    for thread, comments in ((short, 2), (long, 20)):
        for _ in range(comments):
            make_comment(thread, text="Vi gjorde **sådan**, @Odense.")
    browser = cast.browser(who)
    asked = {}
    for thread in (short, long):
        browser.get(thread.get_absolute_url())
        asked[thread] = queries(browser, thread.get_absolute_url())
    assert len(asked[long]) == len(asked[short]) <= 8, "\n".join(asked[long])
    assert len(browser.get(long.get_absolute_url()).content) < 40_000


@pytest.mark.parametrize("who", ["karen", "anders"])
def test_a_barrier_that_many_have_costs_what_one_does(who):
    """The barrier, its list, the desk, and what one's own municipality has reported."""
    barrier, browser = cast.barrier_report().barrier, cast.browser(who)
    paths = [barrier.get_absolute_url(), "/klima/barrierer/"]
    pages = ("tavle", "samlet", "overblik") if who == "karen" else ("vores",)
    paths += [f"/klima/barrierer/{page}/" for page in pages]
    if who == "karen":
        assess(make_report("anders", summary="Den ligner").barrier)  # else there is no pair to ask about
    for path in paths:
        browser.get(path)
    one = {path: queries(browser, path) for path in paths}
    for municipality in Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY).exclude(slug="odense")[:19]:
        person = make_person(organisation=municipality.slug)
        join(barrier, stopped="Også os", consent=Consent.NAMED, actor=person)
        assess(make_report("anders", summary=f"Som {municipality}").barrier)
    browser.get(paths[-1])  # what is alike is worked out once
    many = {path: queries(browser, path) for path in paths}
    assert growing(one, many) == {}
    assert max(map(len, many.values())) <= MOST_QUERIES


def test_the_database_keeps_to_what_its_settings_were_measured_with():
    """PostgreSQL compiles no query; SQLite lets people read while somebody writes."""
    question, answer = ("SHOW jit", "off") if connection.vendor == "postgresql" else ("PRAGMA journal_mode", "wal")
    with connection.cursor() as cursor:
        cursor.execute(question)
        assert cursor.fetchone() == (answer,)
