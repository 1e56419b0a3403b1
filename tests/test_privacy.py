"""Nobody learns what is not theirs: every page that can be reached by links, by everybody, in two networks."""

import re
import uuid
from collections import deque
from html import unescape

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from klimanet.activity.consuming import consume_due
from klimanet.entries.models import Outcome
from klimanet.entries.operations.comments import edit_comment
from klimanet.entries.operations.following import keep_draft
from klimanet.entries.operations.order import hide, report, settle_report
from klimanet.mail.models import Failure, Message
from klimanet.mail.operations import deliver_due
from klimanet.members.models import Application, Holding, Network, Organisation, Profile, Role, Seat
from klimanet.members.models.networks import today
from klimanet.members.operations.applications import answer_back, ask_back, decline
from klimanet.members.operations.deputies import name_deputy
from klimanet.members.operations.networks import admit_new
from klimanet.members.views import members as views
from klimanet.notifications.operations import send_due_mails
from klimanet.rules.actors import SYSTEM, Applicant
from tests import cast
from tests.addresses import address
from tests.building import LONG_AGO, make_application, make_comment, make_person, make_thread
from tests.test_access import TABLE, only_taking, rows

pytestmark = pytest.mark.django_db
# What a visit may leave behind: that one is signed in, and the counters of sign-in.
TRACES = {
    "sessions.Session",
    "accounts.SignInCounter",
    "usersessions.UserSession",
    "notifications.Notification",
    "entries.ReadMark",
}


def reachable(browser, start: str = "/") -> dict[str, str]:
    """Every page that links lead to, by its address; a link that leads nowhere fails.

    Of the ninety organisations where nobody sits one is looked at, as their pages tell of nobody.
    """
    pages, waiting, left_out = {}, deque([start]), alike()
    while waiting:
        path = waiting.popleft()
        if path in pages or path in left_out or path.startswith("/static/"):
            continue
        response = browser.get(path)
        if response.status_code == 302:
            pages[path] = ""
            waiting.append(response["Location"])
            continue
        assert response.status_code == 200, f"{path} answers {response.status_code}"
        pages[path] = text = unescape(b"".join(response).decode(errors="replace"))
        links = re.findall(r'href="([^"#]+)', text)
        waiting += [
            link if link.startswith("/") else path.partition("?")[0] + link for link in links if link[0] in "/?"
        ]
    return pages


def alike() -> set[str]:
    """The pages of organisations where nobody sits, all but one of each network's."""
    empty = Organisation.objects.exclude(pk__in=Seat.objects.values("membership__organisation")).order_by("slug")
    networks = Network.objects.values_list("slug", flat=True)
    return {reverse("organisation", args=[network, one.slug]) for network in networks for one in empty[1:]}


def contents() -> dict[str, list]:
    """Every row of every table but the traces."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in TRACES
    }


@pytest.mark.parametrize("who", ["visitor", "karen", "mette", "aase", "sofie", "torben"])
def test_a_network_never_shows_anything_of_another(who):
    other = cast.other_network()
    admit_new(other, name="Kanariefugl", since=LONG_AGO, actor=SYSTEM)
    make_person(network=other, name="Kanariefugl Hansen", title="Kanariefugl", words="kanariefugl")
    make_person(network=other, name="Kanariefugl Jensen", role=Role.COORDINATOR, listed=False)
    browser = cast.browser(who)
    before = contents()
    pages = reachable(browser)
    assert len(pages) > 5
    assert [path for path, text in pages.items() if "kanariefugl" in text.casefold()] == []
    assert contents() == before, "Reading changed something."


def changed_by_reading(browser, paths: list[str]) -> list[str]:
    """The addresses that leave something behind when they are asked for, traces aside.

    Nothing is compared where the database was sent nothing but questions.
    """
    changed, before, sent = [], contents(), []

    def heard(execute, sql, *more):
        sent.append(sql)
        return execute(sql, *more)

    for path in paths:
        sent.clear()
        with connection.execute_wrapper(heard):
            browser.get(path)
            browser.head(path)
        if not all(sql.startswith(("SELECT ", "SAVEPOINT ", "RELEASE SAVEPOINT ")) for sql in sent):
            after = contents()
            if after != before:
                changed.append(path)
            before = after
    return changed


@pytest.mark.parametrize("who", ["visitor", "karen", "mette"])
def test_reading_changes_nothing(who):
    """A link never acts: every address there is, also those that no page links to."""
    browser = cast.browser(who)
    paths = [address(row.id) for row in rows(TABLE)]
    assert changed_by_reading(browser, paths) == []


def test_a_page_that_acts_is_found(monkeypatch):
    """Planted: whoever looks at a person changes what that person can be asked about."""
    look = views.vcard

    def acting(profile):
        Profile.objects.filter(pk=profile.pk).update(words="rørt")
        return look(profile)

    monkeypatch.setattr(views, "vcard", acting)
    paths = [address("members"), address("person_card")]
    assert changed_by_reading(cast.browser("karen"), paths) == [address("person_card")]


def test_the_search_for_the_canary_works():
    """Planted: the same word where it may be seen is found, so that the test above cannot pass for a wrong reason."""
    make_person(name="Kanariefugl Hansen")
    pages = reachable(cast.browser("aase"))
    assert [path for path, text in pages.items() if "Kanariefugl" in text]


def test_visitors_read_no_names_but_the_contacts():
    pages = reachable(cast.browser())
    names = {member.name for member in cast.BY_KEY.values()} - {cast.BY_KEY["karen"].name, cast.BY_KEY["line"].name}
    assert [name for name in names for text in pages.values() if name in text] == []


def test_who_is_not_listed_is_seen_by_colleagues_and_secretariat_alone():
    hidden = make_person(organisation="odense", name="Skjult Holm", listed=False)
    path = f"/klima/medlemmer/personer/{hidden.pk}/"
    seen = {
        who: cast.browser(who).get(path).status_code for who in ("karen", "mette", "anders", "aase", "lise", "sofie")
    }
    assert seen == {"karen": 200, "mette": 200, "anders": 200, "aase": 404, "lise": 404, "sofie": 404}
    assert "Skjult Holm" not in cast.browser("karen").get("/klima/medlemmer/personer/").content.decode()
    assert "Skjult Holm" not in cast.browser("aase").get("/klima/medlemmer/odense/").content.decode()


def test_the_suspended_see_their_network_as_visitors_do():
    torben = cast.browser("torben")
    assert "Din plads er sat på pause" in torben.get("/klima/").content.decode()
    assert torben.get("/klima/medlemmer/").status_code == 404
    assert "sat på pause" in torben.get("/").content.decode()


EVERYBODY = ["visitor", "karen", "lise", "mette", "anders", "aase", "nadia", "peter", "sofie", "torben", "line"]
SECRETS = {  # by the word in it: who writes it, for whom, and who else may read it
    "Kanariefugl": ("mette", {"audience": "organisation"}, {"karen", "mette", "anders"}),
    "Nattergalefugl": ("nadia", {"audience": "secretariat"}, {"karen", "nadia"}),
    "Undulatfugl": ("aase", {"audience": "circle", "circle": ["samsoe"]}, {"aase", "peter"}),
}


# Every page where entries show; the access table holds the pages of a single one.
SHOWING = [
    *(
        "/",
        "/klima/",
        "/klima/?side=offentlig",
        "/klima/dialog/",
        "/klima/dialog/?vis=organisation",
        "/klima/dialog/1/",
    ),
    *("/klima/notifikationer/", "/klima/indlaeg/mine/", "/klima/feed.atom", "/klima/medlemmer/odense/"),
    *("/soeg/?q=kanariefug", "/soeg/?q=kanariefug&i=filer", "/klima/sekretariat/", "/klima/sekretariat/mails/"),
]


def whisper(word: str, who: str, facts: dict) -> str:
    """Title, text, comment, mention, file, file name, earlier version, draft; answers with the thread's address."""
    facts = facts | {"circle": Organisation.objects.named(facts.get("circle", []))}
    file = SimpleUploadedFile(f"{word}.txt", word.encode())
    thread = make_thread(who, title=word, text=f"{word} @Odense @Anders Bjerre", attachments=[file], **facts)
    comment = make_comment(thread, who, text=f"{word} @Åse Ørum Aagaard @Samsø", attachments=[file])
    edit_comment(comment, text=f"{word} igen @Nadia Rahmani", actor=cast.person(who))
    keep = {"network": thread.network, "path": thread.get_absolute_url(), "fields": {"text": f"{word} kladde"}}
    keep_draft(cast.person(who), actor=cast.person(who), **keep)
    return thread.get_absolute_url()


def test_a_word_in_confidence_is_read_by_its_readers_alone():
    """In pages, lists, search, feeds and mails; everybody looks everywhere once, for all three words."""
    paths = [whisper(word, who, facts) for word, (who, facts, _) in SECRETS.items()]
    while consume_due() + send_due_mails():
        pass
    deliver_due()
    given_up = {"sent_at": None, "failed_at": timezone.now(), "failure": Failure.ADDRESS}
    Message.objects.filter(origin="notification").update(**given_up)  # so that they stand on the secretariat's page too
    paths += [f"/soeg/?q={word.lower()[:-1]}" for word in SECRETS]
    found, drafts = {word: set() for word in SECRETS}, {word: set() for word in SECRETS}
    for key in EVERYBODY:
        browser = cast.browser(key)
        pages = reachable(browser) | {path: told(browser, path) for path in [*paths, "/klima/feed.atom"]}
        text = "".join(pages.values()).replace("<mark>", "").replace("</mark>", "")
        for word in SECRETS:
            if word in text:
                found[word].add(key)
            if f"{word} kladde" in text:
                drafts[word].add(key)
    assert found == {word: readers for word, (_, _, readers) in SECRETS.items()}
    assert drafts == {word: {who} for word, (who, _, _) in SECRETS.items()}
    for word, (_, _, readers) in SECRETS.items():
        assert not Message.objects.filter(Q(text__contains=word) | Q(subject__contains=word)).exists()
        mailed = {message.to[0] for message in mail.outbox if word in message.body + message.subject}
        assert mailed <= {cast.person(key).email for key in readers}


def told(browser, path: str) -> str:
    return unescape(b"".join(browser.get(path)).decode(errors="replace"))


APPLICANT = "kanarie-adresse@odense.example"
DESK = {  # what is between somebody and the secretariat, by the word in it: who reads it; `applicant` has proven the address
    "Kanarie-ansøger": {"karen", "applicant"},
    "Kanarie-stilling": {"karen", "applicant"},
    "Kanarie-begrundelse": {"karen", "applicant"},
    APPLICANT: {"karen", "applicant"},
    "Kanarie-spørgsmål": {"karen"},  # until it was answered, the applicant too
    "Kanarie-svar": {"karen"},
    "Kanarie-afslag": {"karen"},
    "Kanarie-inviteret": {"karen", "mette", "anders"},  # as whoever is not listed: their own organisation
    "kanarie-indbudt@odense.example": {"karen", "mette", "anders"},
    "Kanarie-vikar": {"karen", "mette", "anders"},
    "Kanarie-anmeldelse": {"karen", "nadia"},
    "Kanarie-afgørelse": {"karen", "nadia"},
    "Kanarie-skjult": {"karen", "anders"},
}
MAILED = {  # to whom; what is not here goes to nobody. The secretariat is told who applies, and of the rest only that it is there
    "Kanarie-ansøger": {"karen@kl.example", "jonas@kl.example", APPLICANT},
    "Kanarie-afslag": {"ny@odense.example"},
    "Kanarie-inviteret": {"kanarie-indbudt@odense.example"},
    "Kanarie-vikar": {"vikar@odense.example"},
    "Kanarie-anmeldelse": {"nadia@koebenhavn.example"},
    "Kanarie-afgørelse": {"nadia@koebenhavn.example"},
    "Kanarie-skjult": {"anders@odense.example"},
}


def confide(applicant) -> list[str]:
    """All of it; answers with the addresses where each stands. `applicant` is the browser that applies."""
    karen, mette = cast.person("karen"), Holding.objects.get(seat=cast.seat("mette"), ended_at=None)
    application = apply_by(applicant)
    ask_back(application, text="Kanarie-spørgsmål", actor=karen)
    answer_back(application, answer="Kanarie-svar", actor=Applicant(APPLICANT, application.pk))
    declined = make_application(email="ny@odense.example")
    decline(declined, reason="Kanarie-afslag", actor=karen)
    unlisted = {"organisation": "odense", "listed": False}
    invited = make_person(**unlisted, name="Kanarie-inviteret", email="kanarie-indbudt@odense.example")
    deputy = make_person(**unlisted, name="Kanarie-vikar", email="vikar@odense.example")
    name_deputy(mette, deputy=deputy, since=today(), until=today(), actor=mette.person)
    thread = make_thread("aase")
    settled, waiting = (make_comment(thread, "mette") for _ in ("settled", "waiting"))
    reports = [
        report(comment, reason="Kanarie-anmeldelse", actor=cast.person("nadia")) for comment in (settled, waiting)
    ]
    settle_report(reports[0], outcome=Outcome.LEFT, reason="Kanarie-afgørelse", actor=karen)
    hide(make_comment(thread, "anders"), reason="Kanarie-skjult", actor=karen)
    while consume_due() + send_due_mails():
        pass
    deliver_due()
    desk = "/klima/sekretariat/"
    return [
        *(f"{desk}ansoegninger/{one.pk}/" for one in (application, declined)),
        *(f"{desk}anmeldelser/{one.pk}/" for one in reports),
        *(f"/klima/medlemmer/personer/{one.pk}/" for one in (invited, deputy)),
        *SHOWING,
        *(thread.get_absolute_url(), f"{desk}ansoegninger/?vis=afgjorte", "/klima/bliv-medlem/ansoegning/"),
        "/soeg/?q=kanarie",
        *(address(row.id) for row in rows(TABLE) if row.id not in only_taking(TABLE)),
    ]


def apply_by(browser) -> Application:
    """By the form, and the code that came by mail."""
    cache.clear()
    odense = Organisation.objects.get(slug="odense")
    words = {"name": "Kanarie-ansøger", "title": "Kanarie-stilling", "why": "Kanarie-begrundelse"}
    browser.post("/klima/bliv-medlem/", words | {"email": APPLICANT, "organisation": odense.pk})
    code = re.search(r"\b\d{6}\b", Message.objects.get(to=APPLICANT).text)[0]
    browser.post("/klima/bliv-medlem/kode/", {"token": str(uuid.uuid4()), "code": code})
    return Application.objects.from_address(APPLICANT)[0]


def test_what_is_between_somebody_and_the_secretariat_is_read_by_them_alone():
    """An application, an invitation, a deputy, a report, why something is hidden; on every page, by everybody, and by mail."""
    applicant = cast.browser()
    paths = confide(applicant)
    found = {word: set() for word in DESK}
    for key in [*EVERYBODY, "applicant"]:
        browser = applicant if key == "applicant" else cast.browser(key)
        text = "".join(told(browser, path) for path in paths).replace("<mark>", "").replace("</mark>", "")
        for word in DESK:
            if word in text:
                found[word].add(key)
    assert found == DESK
    for word in DESK:
        mailed = {message.to[0] for message in mail.outbox if word in message.body + message.subject}
        assert mailed == MAILED.get(word, set()), word
