"""One finds what one may see, and nothing else: not as a hit, not in a count, not in what the page says."""

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line
from klimanet.dialogues.operations import close_thread
from klimanet.entries.models import Audience, Comment, Entry
from klimanet.entries.operations.comments import delete_comment, edit_comment, remove_comment
from klimanet.members.models import Organisation
from klimanet.members.operations.networks import admit_new
from klimanet.members.operations.seats import suspend_seat, vacate_seat
from klimanet.rules.actors import SYSTEM
from klimanet.search.duties import complete_index
from klimanet.search.models import Document, Kind, Words
from klimanet.search.operations import rebuild
from klimanet.search.queries import search
from klimanet.search.tests.finding import follow_the_log, found, handle, make_file
from klimanet.search.words import Shelf
from tests import cast
from tests.building import LONG_AGO, make_comment, make_person, make_thread

pytestmark = pytest.mark.django_db
EVERYBODY = ["karen", "lise", "mette", "anders", "aase", "nadia", "peter", "sofie", "torben", "line"]
INSIDE = {"karen", "lise", "mette", "anders", "aase", "nadia", "peter", "sofie"}
# Åse of Aabenraa writes; Samsø, where Peter is, is in the circle.
READERS = {
    Audience.PUBLIC: INSIDE,
    Audience.NETWORK: INSIDE,
    Audience.CIRCLE: {"aase", "peter"},
    Audience.ORGANISATION: {"aase", "karen"},
    Audience.SECRETARIAT: {"aase", "karen"},
}


def finders(words: str) -> set[str]:
    """Who finds anything, by the counts; whoever does not is told nothing by the page either."""
    finding = {key for key in EVERYBODY if found(key, words)}
    for key in EVERYBODY:
        page = cast.browser(key).get("/soeg/", {"q": words}).content.decode()
        assert ("<mark>" in page) == (key in finding), key
    return finding


@pytest.mark.parametrize("audience", Audience)
def test_each_audience_finds_its_own(audience):
    samsoe = Organisation.objects.filter(slug="samsoe")
    facts = {"audience": audience, "circle": samsoe if audience == Audience.CIRCLE else []}
    make_thread("aase", title="Kanariefugl i titlen", **facts)
    thread = make_thread("aase", text="Her er en kanariefugl.", **facts)
    comment = make_comment(thread, "aase", text="Kanariefugl i svaret")
    make_file(thread, name="kanariefugl.pdf")
    make_file(thread, name="Mere kanariefugl.pdf", comment=comment)
    follow_the_log()
    assert found("aase", "kanariefugl") == {Kind.ENTRY: 2, Kind.COMMENT: 1, Kind.FILE: 2}
    assert finders("kanariefugl") == READERS[audience]


def test_what_is_deleted_is_found_by_nobody():
    thread = make_thread("aase", title="Åben")
    deleted, removed = (make_comment(thread, "aase", text=f"kanariefugl {word}") for word in ("et", "to"))
    make_file(thread, name="kanariefugl.pdf", comment=deleted)
    follow_the_log()
    delete_comment(deleted, actor=cast.person("aase"))
    remove_comment(removed, actor=cast.person("karen"))
    assert finders("kanariefugl") == set(), "before the log is read"
    follow_the_log()
    assert finders("kanariefugl") == set()
    assert not any("kanariefugl" in str(words) for words in Words.objects.values_list("comment", "file"))


def test_what_is_edited_is_found_by_its_words_of_today():
    comment = make_comment(make_thread("aase"), "aase", text="gråspurv")
    follow_the_log()
    edit_comment(comment, text="kanariefugl", actor=cast.person("aase"))
    follow_the_log()
    assert finders("gråspurv") == set()
    assert finders("kanariefugl") == INSIDE


def test_a_narrowed_entry_is_found_by_the_narrower_audience_at_once():
    thread = make_thread("aase", title="Kanariefugl")
    follow_the_log()
    Entry.objects.filter(pk=thread.pk).update(audience=Audience.SECRETARIAT)
    assert finders("kanariefugl") == {"aase", "karen"}


def test_who_is_not_listed_is_found_by_nobody():
    make_person(organisation="odense", name="Kanariefugl Holm", listed=False)
    follow_the_log()
    assert finders("kanariefugl") == set()
    make_person(organisation="odense", name="Kanariefugl Jensen")
    follow_the_log()
    assert finders("kanariefugl") == INSIDE


def test_who_is_suspended_is_not_found():
    person = make_person(organisation="odense", name="Kanariefugl Jensen")
    follow_the_log()
    assert finders("kanariefugl") == INSIDE
    suspend_seat(person.holdings.get().seat, actor=SYSTEM)
    assert finders("kanariefugl") == set()


def test_another_networks_things_are_found_there_alone():
    other = cast.other_network()
    admit_new(other, name="Kanariefugl", since=LONG_AGO, actor=SYSTEM)
    make_person(network=other, name="Kanariefugl Hansen", words="kanariefugl")
    make_thread("line", network=other, title="Kanariefugl")
    follow_the_log()
    assert finders("kanariefugl") == {"line"} | {key for key in EVERYBODY if cast.BY_KEY[key].also_in == other.slug}
    assert found("aase", "kanariefugl", network=other) == {}


def test_who_sits_in_both_networks_searches_both_or_one():
    both = next(key for key in cast.BY_KEY if cast.BY_KEY[key].also_in)
    make_thread("aase", title="Kanariefugl et")
    make_thread("line", network=cast.other_network(), title="Kanariefugl to")
    follow_the_log()
    assert found(both, "kanariefugl") == {Kind.ENTRY: 2}
    assert found(both, "kanariefugl", network=cast.other_network()) == {Kind.ENTRY: 1}
    page = cast.browser(both).get("/soeg/", {"q": "kanariefugl", "netvaerk": "tilpasning"}).content.decode()
    assert "</mark> to" in page and "</mark> et" not in page


def test_who_leaves_finds_nothing():
    make_thread("karen", title="Kanariefugl")
    follow_the_log()
    assert found("aase", "kanariefugl")
    vacate_seat(cast.seat("aase"), actor=SYSTEM)
    assert found("aase", "kanariefugl") == {}


@pytest.mark.parametrize("asked", ["ørum", "ØRUM", "O\u0308rum".replace("O\u0308", "Ø"), "rum ås", "varmeplan ørum"])
def test_danish_letters_are_found_in_any_case_and_order(asked):
    make_thread("karen", title="Varmeplanlægning i Ørum Ås")
    follow_the_log()
    assert found("aase", asked)[Kind.ENTRY] == 1
    assert Kind.ENTRY not in found("aase", f"{asked} geder")


@pytest.mark.parametrize("asked", ["", "   ", "%", "_", "???", "🌍", "' OR 1=1 --%"])
def test_what_is_no_word_finds_nothing(asked):
    make_thread("karen", title="Varmeplan")
    follow_the_log()
    assert found("aase", asked) == {}


def test_titles_come_first_then_the_newest():
    said = make_thread("aase", title="Andet", text="Om kanariefugl")
    old = make_thread("aase", title="Kanariefugl, gammel")
    Entry.objects.filter(pk=old.pk).update(created_at=timezone.now() - timezone.timedelta(days=90))
    new = make_thread("aase", title="Kanariefugl, ny")
    follow_the_log()
    hits = search(cast.person("anders"), "kanariefugl").hits
    assert [hit.address for hit in hits] == [thread.get_absolute_url() for thread in (new, old, said)]


def test_a_mention_is_found_by_the_name():
    thread = make_thread("aase", text="Spørg @Anders Bjerre om det.")
    assert "@p" in thread.text
    follow_the_log()
    (hit,) = search(cast.person("karen"), "bjerre", kind=Kind.ENTRY).hits
    assert hit.text == "Spørg @Anders <mark>Bjerre</mark> om det."


def test_people_and_organisations_are_found_by_name():
    follow_the_log()
    assert found("anders", "åse ørum") == {Kind.PERSON: 1}
    assert found("anders", "solceller") == {Kind.PERSON: 1}
    assert found("anders", "Åbenrå") == found("anders", "aabenraa") == {Kind.ORGANISATION: 1}
    (hit,) = search(cast.person("anders"), "odense").beside
    assert (hit.address, hit.title) == ("/klima/medlemmer/odense/", "<mark>Odense</mark>")


def test_every_address_that_is_found_leads_somewhere():
    admit_new(cast.network(), name="Kanariefugl", since=LONG_AGO, actor=SYSTEM)
    make_person(name="Kanariefugl Hansen")
    follow_the_log()
    for key in ("karen", "anders"):
        results = search(cast.person(key), "kanariefugl")
        assert len(results.beside) == 2
        assert [cast.browser(key).get(hit.address).status_code for hit in results.beside] == [200, 200]


def test_pages_hold_twenty_and_end():
    for number in range(45):
        make_thread("aase", title=f"Kanariefugl {number}")
    follow_the_log()
    pages = [search(cast.person("anders"), "kanariefugl", page=page) for page in (1, 2, 3, 99)]
    assert [(len(page.hits), page.page, page.pages, page.total) for page in pages] == [
        *((20, 1, 3, 45), (20, 2, 3, 45), (5, 3, 3, 45), (5, 3, 3, 45))
    ]
    assert len({hit.address for page in pages[:3] for hit in page.hits}) == 45
    browser = cast.browser("anders")
    assert "side=2" in browser.get("/soeg/?q=kanariefugl").content.decode()
    for side in ("0", "-1", "x", "9" * 30, "²"):
        assert browser.get("/soeg/", {"q": "kanariefugl", "side": side}).status_code == 200


def test_the_index_can_be_built_anew_and_twice():
    before = rebuild(actor=SYSTEM)
    thread = make_thread("aase", title="Kanariefugl")
    comment = make_comment(thread, text="Kanariefugl")
    make_file(thread, name="kanariefugl.pdf", comment=comment)
    assert rebuild(actor=SYSTEM) == rebuild(actor=SYSTEM) == before + 3
    assert found("aase", "kanariefugl") == {Kind.ENTRY: 1, Kind.COMMENT: 1, Kind.FILE: 1}
    shelves = ["pk", *(shelf.value for shelf in Shelf)]
    kept = list(Words.objects.order_by("pk").values_list(*shelves))
    follow_the_log()
    assert list(Words.objects.order_by("pk").values_list(*shelves)) == kept


def test_the_worker_keeps_the_index():
    make_comment(make_thread("aase", title="Kanariefugl"), text="Kanariefugl")
    while consume_due():
        pass
    assert found("aase", "kanariefugl") == {Kind.ENTRY: 1, Kind.COMMENT: 1}


def test_what_the_index_lacks_is_written_by_the_worker():
    """As after an upgrade, which began the index anew."""
    thread = make_thread("aase", title="Kanariefugl")
    make_file(thread, name="kanariefugl.pdf", comment=make_comment(thread, text="Kanariefugl"))
    make_person(name="Kanariefugl Hansen")
    Document.objects.all().delete()
    assert not Words.objects.exists(), "The words go with the document."
    complete_index()
    everything = {Kind.ENTRY: 1, Kind.COMMENT: 1, Kind.PERSON: 1, Kind.FILE: 1}
    assert found("aase", "kanariefugl") == everything
    before = set(Words.objects.values_list("pk", flat=True))
    complete_index()
    assert set(Words.objects.values_list("pk", flat=True)) == before


def test_words_go_with_their_source():
    thread = make_thread("aase", title="Kanariefugl")
    make_comment(thread, text="Kanariefugl")
    follow_the_log()
    Comment.objects.filter(entry=thread.pk).delete()
    Entry.objects.filter(pk=thread.pk).delete()
    assert not any("kanariefugl" in str(row) for row in Words.objects.values_list("title", "entry", "comment"))


def test_a_line_about_something_else_is_passed_over():
    handle(Line(verb="x", subject_kind="goats.goat", subject_id=1))
    handle(Line(verb="x", subject_kind="members.seat", subject_id=1))
    handle(Line(verb="x", subject_kind="entries.comment", subject_id=999_999))
    handle(Line(verb="x", subject_kind="dialogues.thread", subject_id=999_999))
    assert not Document.objects.exists()


def test_an_operator_searches_as_somebody(capsys):
    make_thread("aase", title="Kanariefugl", audience=Audience.SECRETARIAT)
    call_command("search", "rebuild")
    call_command("search", "kanariefugl", "--as", cast.person("karen").email)
    call_command("search", "kanariefugl", "--as", cast.person("anders").email)
    told = capsys.readouterr().out
    assert "documents are written." in told and told.count("Kanariefugl") == 1 and "0 hits." in told
    for arguments in (["kanariefugl"], ["kanariefugl", "--as", "ingen@b.example"]):
        with pytest.raises(CommandError):
            call_command("search", *arguments)


def test_the_page_costs_the_same_for_one_hit_and_for_twenty():
    def grow(number: int) -> None:
        thread = make_thread("aase", title=f"Kanariefugl {number}", text="@Anders Bjerre: kanariefugl")
        make_file(thread, name="kanariefugl.pdf", comment=make_comment(thread, text="kanariefugl"))
        make_person(name=f"Kanariefugl {number}")
        admit_new(cast.network(), name=f"Kanariefugl {number}", since=LONG_AGO, actor=SYSTEM)
        rebuild(actor=SYSTEM)

    def cost(path: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        return len(asked)

    browser = cast.browser("anders")
    grow(0)
    paths = ["/soeg/?q=kanariefugl", *(f"/soeg/?q=kanariefugl&i={kind}" for kind in ("indlaeg", "personer", "filer"))]
    browser.get(paths[0])
    one = [cost(path) for path in paths]
    for number in range(1, 20):
        grow(number)
    assert all(many <= few for many, few in zip(map(cost, paths), one, strict=True))
    assert max(one) <= 12


def test_what_came_of_a_thread_is_found():
    thread = make_thread("aase")
    close_thread(thread, summary="Vi valgte fjernkøling.", actor=cast.person("aase"))
    follow_the_log()
    assert found("nadia", "fjernkøling") == {Kind.ENTRY: 1}
