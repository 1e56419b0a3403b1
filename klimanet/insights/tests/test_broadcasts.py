"""A message to many: seen before it goes, sent once to whoever is meant and still wants it, counted afterwards."""

import uuid

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from klimanet.activity.consuming import consume_due
from klimanet.activity.models import Line, Pending
from klimanet.entries.operations.following import follow_topic
from klimanet.insights.consumers import post_broadcast
from klimanet.insights.models import Broadcast, Recipient
from klimanet.insights.queries.broadcasts import readers
from klimanet.mail.models import Failure, Message
from klimanet.mail.operations import deliver_due
from klimanet.members.models import Holding, Region, Role
from klimanet.members.operations.seats import suspend_seat, vacate_seat
from klimanet.notifications.operations import choose_mail
from klimanet.rules.actors import SYSTEM
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_broadcast, make_person

pytestmark = pytest.mark.django_db
NEW, LIST = "/klima/sekretariat/beskeder/ny/", "/klima/sekretariat/beskeder/"
SCRIPT = "# Hej <script>alert(1)</script>\n\n[klik](javascript:alert(1)) <img src=x onerror=alert(1)> @p1 **fed**"


def reached(**group) -> set[str]:
    return {person.name for person in readers(cast.network(), **group).reached}


def deliver() -> list[str]:
    """The addresses that get it."""
    while consume_due():
        pass
    deliver_due()
    return [message.to[0] for message in mail.outbox if "[Klimanetværket] Nyt møde" in message.subject]


class TestWhomItReaches:
    def test_everybody_with_access_and_each_once(self):
        everybody = {person.name for person in Holding.objects.active().in_network(cast.network()).people()}
        assert reached() == everybody
        assert "Torben Krag" not in everybody and "Line Præst" not in everybody

    def test_a_themes_followers(self):
        theme = cast.network().themes.first()
        assert reached(theme=theme) == set()
        follow_topic(theme, network=cast.network(), actor=cast.person("aase"))
        assert reached(theme=theme) == {"Åse Ørum Aagaard"}

    def test_a_region_and_a_role(self):
        assert reached(region=Region.objects.get(slug="hovedstaden")) == {"Nadia Rahmani"}
        assert reached(role=Role.COORDINATOR) == {"Mette Søndergaard Lund"}

    def test_who_wants_no_mails_is_counted_and_left_out(self):
        anders = cast.person("anders")
        choose_mail(anders, at_once=False, actor=anders)
        assert anders.name not in reached()
        assert list(readers(cast.network()).declined) == [anders]


class TestSending:
    def test_each_gets_one_mail_with_the_authors_words(self):
        broadcast = make_broadcast(role=Role.COORDINATOR)
        assert deliver() == ["mette@odense.example"]
        (sent,) = mail.outbox
        assert sent.subject == "[Klimanetværket] Nyt møde"
        assert "Vi **ses**." in sent.body and "<strong>ses</strong>" in sent.alternatives[0][0]
        assert sent.extra_headers["Reply-To"] == "karen@kl.example"
        assert "List-Unsubscribe" in sent.extra_headers
        found = Broadcast.objects.in_network(cast.network()).with_numbers().get(pk=broadcast.pk)
        assert (found.meant, found.went_out, found.got_stuck, found.withdrawn) == (1, 1, 0, 0)

    def test_nobodys_words_lie_in_a_mail_before_it_goes(self):
        make_broadcast()
        consume_due()
        waiting = Message.objects.filter(origin="broadcast")
        assert waiting.count() == Recipient.objects.count() > 5
        assert not waiting.exclude(text="", html="").exists()
        assert not waiting.filter(subject__contains="Nyt møde").exists()

    def test_who_goes_or_declines_before_it_goes_out_gets_none(self):
        broadcast = make_broadcast()
        consume_due()
        suspend_seat(cast.seat("aase"), actor=SYSTEM)
        vacate_seat(cast.seat("nadia"), actor=SYSTEM)
        choose_mail(cast.person("anders"), at_once=False, actor=cast.person("anders"))
        addresses = deliver()
        assert addresses and not {"aase@aabenraa.example", "nadia@koebenhavn.example", "anders@odense.example"} & set(
            addresses
        )
        assert Broadcast.objects.with_numbers().get(pk=broadcast.pk).withdrawn == 3

    def test_what_is_handled_twice_is_mailed_once(self):
        make_broadcast()
        line = Line.objects.get(verb="broadcast.sent")
        for _ in range(2):
            post_broadcast(line)()
        Recipient.objects.update(message=None)
        post_broadcast(line)()
        assert Message.objects.filter(origin="broadcast").count() == Recipient.objects.count()
        assert Pending.objects.filter(line=line).exists()

    def test_what_got_stuck_is_counted_and_the_secretariat_sees_it(self):
        broadcast = make_broadcast(role=Role.COORDINATOR)
        consume_due()
        stuck = {"failed_at": timezone.now(), "failure": Failure.ADDRESS}
        Message.objects.filter(origin="broadcast").update(**stuck)
        shown = cast.browser("karen").get(f"{LIST}{broadcast.pk}/").content.decode()
        assert "/klima/sekretariat/mails/" in shown
        assert Broadcast.objects.with_numbers().get(pk=broadcast.pk).got_stuck == 1

    def test_a_person_who_is_erased_takes_their_row_along(self):
        make_broadcast()
        person = make_person()
        Recipient.objects.create(broadcast=Broadcast.objects.get(), person=person)
        Holding.objects.of(person).delete()
        person.delete()
        assert not Recipient.objects.filter(person=person.pk).exists()

    @pytest.mark.parametrize("who", ["mette", "lise", "line"])
    def test_it_is_the_secretariats(self, who):
        with pytest.raises(PermissionDenied):
            make_broadcast(who)

    def test_one_group_at_a_time(self):
        make_broadcast(role=Role.COORDINATOR)
        with pytest.raises(IntegrityError), transaction.atomic():
            Broadcast.objects.update(region=Region.objects.first())

    def test_where_nobody_is_meant_nothing_is_sent(self):
        with pytest.raises(Refusal) as refused:
            make_broadcast(theme=cast.network().themes.first())
        assert refused.value.field == "to"

    def test_a_text_full_of_scripts_is_harmless(self):
        broadcast = make_broadcast(role=Role.COORDINATOR, subject="Nyt møde <b>\r\nBcc: x@b.example", text=SCRIPT)
        deliver()
        html = mail.outbox[0].alternatives[0][0]
        pages = cast.browser("karen").get(f"{LIST}{broadcast.pk}/").content.decode()
        for shown in (html, pages):
            assert "<script>alert" not in shown and "<img src=x" not in shown and 'javascript:alert(1)"' not in shown
            assert "<strong>fed</strong>" in shown and "@p1" in shown
        assert mail.outbox[0].recipients() == ["mette@odense.example"]


def form(**facts) -> dict:
    return {"token": uuid.uuid4(), "to": "rolle-coordinator", "subject": "Nyt møde", "text": "Vi **ses**."} | facts


class TestThePage:
    def test_it_shows_the_text_and_the_count_before_it_sends(self):
        shown = cast.browser("karen").post(NEW, form(look="1")).content.decode()
        assert "<strong>ses</strong>" in shown and "Send til én person" in shown
        assert not Broadcast.objects.exists()

    def test_where_nobody_would_get_it_says_so_beside_the_choice(self):
        theme = cast.network().themes.first()
        page = cast.browser("karen").post(NEW, form(look="1", to=f"tema-{theme.slug}"))
        assert page.context["form"].errors == {"to": ["Ingen ville få den. Vælg nogen andre."]}
        assert "<strong>ses</strong>" in page.content.decode()

    def test_without_having_been_seen_nothing_is_sent(self):
        shown = cast.browser("karen").post(NEW, form(send="1")).content.decode()
        assert "Antallet af modtagere er nu 1." in shown and "Send til én person" in shown
        assert not Broadcast.objects.exists()

    def test_a_double_press_sends_once(self):
        browser, sent = cast.browser("karen"), form(send="1", expected="1")
        for _ in range(2):
            assert browser.post(NEW, sent).status_code == 302
        assert Broadcast.objects.count() == 1
        assert len(deliver()) == 1

    def test_who_came_meanwhile_is_seen_before_it_goes(self):
        make_person(role=Role.COORDINATOR)
        shown = cast.browser("karen").post(NEW, form(send="1", expected="1")).content.decode()
        assert "Send til 2 personer" in shown and 'name="expected" value="2"' in shown
        assert not Broadcast.objects.exists()

    @pytest.mark.parametrize("missing", ["to", "subject", "text"])
    def test_what_is_missing_is_said_and_the_rest_stays(self, missing):
        shown = cast.browser("karen").post(NEW, form(look="1", **{missing: ""})).content.decode()
        assert "ds-error-summary" in shown and "Send til" not in shown
        assert missing == "text" or "Vi **ses**." in shown

    def test_the_list_says_how_many_got_it(self):
        theme = cast.network().themes.first()
        follow_topic(theme, network=cast.network(), actor=cast.person("aase"))
        sent = {
            "rollen Koordinator: 1 af 1": make_broadcast(role=Role.COORDINATOR),
            f"dem, der følger {theme}: 1 af 1": make_broadcast(theme=theme),
            "Region Hovedstaden: 1 af 1": make_broadcast(region=Region.objects.get(slug="hovedstaden")),
            "alle: ": make_broadcast(),
        }
        deliver()
        shown = cast.browser("karen").get(LIST).content.decode()
        for told, broadcast in sent.items():
            assert f"Til {told}" in shown and f"{LIST}{broadcast.pk}/" in shown

    def test_another_networks_is_not_found(self):
        theirs = make_broadcast("line", network=cast.other_network(), subject="Fremmed")
        assert cast.browser("karen").get(f"{LIST}{theirs.pk}/").status_code == 404
        assert "Fremmed" not in cast.browser("karen").get(LIST).content.decode()
