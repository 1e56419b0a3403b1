"""A kind of entry gets everything by existing: the throwaway one has a table and a name, and nothing else of its own."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import modify_settings, override_settings
from django.urls import reverse

from klimanet.activity.consuming import consume_due
from klimanet.activity.operations import record
from klimanet.entries.models import Audience, Entry, kind_of, kinds
from klimanet.entries.operations.comments import add_comment
from klimanet.entries.operations.following import approve, follow, link, mute
from klimanet.entries.permissions import may_see, standing
from klimanet.entries.queries import read_since
from klimanet.entries.writing import begin
from klimanet.files.intake import take_in
from klimanet.notifications.models import Notification
from klimanet.search.queries import search
from tests import cast
from tests.building import make_thread

pytestmark = pytest.mark.django_db
KINDS = {"barrier", "outcome", "step", "thread"}
TABLE = "CREATE TABLE throwaway_notice (entry_ptr_id bigint PRIMARY KEY REFERENCES entries_entry (id), happens_on date)"


@pytest.fixture
def notice():
    """A notice of Åse's about energy, with a file."""
    with (
        modify_settings(INSTALLED_APPS={"append": "tests.throwaway"}),
        override_settings(ROOT_URLCONF="tests.throwaway.urls"),
    ):
        from tests.throwaway.models import Notice

        with connection.cursor() as cursor:
            cursor.execute(TABLE)
        with transaction.atomic():
            found = Notice(network=cast.network(), title="Opslag om solceller")
            begin(
                found,
                author=cast.person("aase"),
                organisation=None,
                text="Læs det, @Anders Bjerre",
                themes=cast.network().themes.filter(slug="energi"),
                attachments=[take_in(SimpleUploadedFile("solceller.csv", b"a;b"))],
            )
            record("notice.opened", found, actor=cast.person("aase"), network=found.network, entry=found.pk)
        yield found


def test_it_is_a_kind_with_a_number_and_an_address(notice):
    assert set(kinds()) == {*KINDS, "notice"}
    entry = Entry.objects.with_author().get(pk=notice.pk)
    assert kind_of(entry) is type(notice)
    assert (entry.number, entry.get_absolute_url()) == (1, "/klima/opslag/1/")


def test_it_is_commented_followed_muted_linked_and_said_to_be_for_everybody(notice):
    comment = add_comment(notice, text="Tak", actor=cast.person("anders"))
    assert comment.get_absolute_url() == "/klima/opslag/1/?kommentar=1#kommentar-1"
    follow(notice, actor=cast.person("nadia"))
    mute(notice, actor=cast.person("peter"))
    link(notice, target=cast.thread(), actor=cast.person("anders"))
    assert notice.links_out.get().target_id == cast.thread().pk
    Entry.objects.filter(pk=notice.pk).update(audience=Audience.PUBLIC)
    approve(Entry.objects.get(pk=notice.pk), actor=cast.person("karen"))
    assert Entry.objects.public().by_key(notice.pk).exists()


def test_its_audience_holds(notice):
    Entry.objects.filter(pk=notice.pk).update(audience=Audience.ORGANISATION)
    seen = {key: may_see(cast.person(key), notice) for key in ("aase", "karen", "anders", "line")}
    assert seen == {"aase": True, "karen": True, "anders": False, "line": False}


def test_it_is_new_until_it_is_read_told_of_and_found(notice):
    anders, network = cast.person("anders"), notice.network
    assert (
        Entry.objects.unread_by(anders, since=read_since(anders.pk, network.pk, standing(anders, network).came_at))
        .by_key(notice.pk)
        .exists()
    )
    while consume_due():
        pass
    assert Notification.objects.of(anders).about(notice).get().reason == "mention"
    assert "Opslag om solceller" in str(search(anders, "solceller").__dict__)
    page = cast.browser("anders").get("/klima/").content.decode()
    assert "Opslag om solceller" in page


def test_its_pages_work(notice):
    browser = cast.browser("anders")
    for path in (f"{notice.pk}/historik/", f"{notice.pk}/videre/", f"{notice.pk}/kommentarer/"):
        assert browser.get(f"/klima/indlaeg/{path}").status_code == 200
    attachment = notice.attachments.get()
    assert browser.get(f"/klima/indlaeg/filer/{attachment.pk}/solceller.csv").status_code == 200
    assert (
        f"/klima/opslag/nyt/?fra={cast.thread().pk}"
        in browser.get(f"/klima/indlaeg/{cast.thread().pk}/videre/").content.decode()
    )


def test_every_kind_names_its_routes(notice):
    for kind in kinds().values():
        assert reverse(kind.view, args=["klima", 1])
        assert kind.begin_address(notice.network)


def test_gone_with_its_package_no_trace_is_left():
    assert set(kinds()) == KINDS
    make_thread()
