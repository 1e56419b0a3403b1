"""Where the secretariat begins: what waits, what is late first, and the network's settings."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from klimanet.activity.models import Line
from klimanet.design.panels import Panel, Waiting
from klimanet.members.models import Network
from klimanet.members.operations.networks import change_settings
from klimanet.rules.refusals import Refusal
from tests import cast
from tests.building import make_dead_letter

pytestmark = pytest.mark.django_db
DESK, SETTINGS = "/klima/sekretariat/", "/klima/sekretariat/indstillinger/"


def page(address: str = DESK, who: str = "karen") -> str:
    return cast.browser(who).get(address).content.decode()


def a_panel(title: str, *, days: int | None, count: int = 1):
    """A function such as packages offer; its one thing was or is due so many days from today."""
    due = None if days is None else timezone.localdate() + datetime.timedelta(days=days)

    def offered(network: Network, *, reader: object) -> Panel:
        first = [Waiting(title=f"Ring om {title}", address="/klima/", note="<b>Nu</b>", due=due)] if count else []
        return Panel(title=title, address="/klima/medlemmer/", count=count, first=first, empty=f"Ingen {title}.")

    return offered


@pytest.fixture
def panels(monkeypatch, settings):
    """Puts these on the desk."""

    def put(*offered) -> None:
        settings.PANELS = [f"{__name__}.panel_{number}" for number in range(len(offered))]
        for name, panel in zip(settings.PANELS, offered, strict=True):
            monkeypatch.setattr(name, panel, raising=False)

    return put


class TestTheDesk:
    def test_what_is_late_stands_first_and_what_is_cleared_last(self, panels):
        panels(
            a_panel("Geder", days=None, count=0),
            a_panel("Får", days=3),
            a_panel("Køer", days=-1),
            a_panel("Svin", days=None),
        )
        shown = page()
        order = [shown.index(f">{title}: 1</h2>") for title in ("Køer", "Får", "Svin")]
        assert order == sorted(order)
        assert shown.index("Ingen Geder.") > order[-1]
        assert shown.count("Skulle have været gjort") == 1
        assert "<b>Nu</b>" not in shown

    def test_today_is_not_late(self, panels):
        panels(a_panel("Får", days=0))
        assert "Skulle have været gjort" not in page()

    def test_a_clear_desk_says_so_kindly(self, panels):
        panels(a_panel("Geder", days=None, count=0))
        assert "Bordet er ryddet" in page()
        panels(a_panel("Geder", days=None))
        assert "Bordet er ryddet" not in page()

    def test_it_leads_to_each_panel_and_its_whole_list(self, panels):
        panels(a_panel("Får", days=None, count=12))
        shown = page()
        assert 'href="#bord-1"' in shown and 'id="bord-1"' in shown
        assert 'href="/klima/medlemmer/"' in shown

    def test_dead_letters_wait_there_for_their_own_network_alone(self):
        make_dead_letter(to="vaek@odense.example")
        make_dead_letter("line", network=cast.other_network(), to="fremmed@b.example")
        shown = page()
        assert "vaek@odense.example" in shown
        assert "fremmed@b.example" not in shown

    def test_the_sections_of_the_public_page_have_a_page_of_their_own(self):
        assert "/klima/sekretariat/side/" in page()
        assert "Hvad netværket er" in page("/klima/sekretariat/side/")


def change(who: str = "karen", **values) -> None:
    change_settings(cast.network(), actor=cast.person(who), **values)


class TestSettings:
    def test_they_are_changed_and_the_log_says_which(self):
        change(name="Klimanetværket", open_after=10, silent_after=90)
        assert (cast.network().open_after, cast.network().silent_after) == (10, 90)
        assert Line.objects.get(verb="network.settings").facts == {"changed": "open_after, silent_after"}

    def test_nothing_changed_leaves_no_line(self):
        change(name=cast.network().name)
        assert not Line.objects.filter(verb="network.settings").exists()

    @pytest.mark.parametrize("days", [0, 3651])
    def test_a_wait_is_some_days(self, days):
        with pytest.raises(Refusal) as refused:
            change(silent_after=days)
        assert refused.value.field == "silent_after"
        with pytest.raises(IntegrityError), transaction.atomic():
            Network.objects.update(silent_after=days)

    def test_they_are_the_secretariats(self):
        with pytest.raises(PermissionDenied):
            change("mette", open_after=1)

    def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(self):
        form = {"token": uuid.uuid4(), "name": "Nyt navn", "name_en": "", "open_after": "9999", "silent_after": "60"}
        shown = cast.browser("karen").post(SETTINGS, form).content.decode()
        assert "Nyt navn" in shown and "9999" in shown
        assert "Skriv et antal dage fra 1 til 3650." in shown
        assert cast.network().open_after == 7

    def test_the_page_saves(self):
        form = {"token": uuid.uuid4(), "name": "Nyt\r\nnavn", "name_en": "", "open_after": "9", "silent_after": "60"}
        assert cast.browser("karen").post(SETTINGS, form).status_code == 302
        assert (cast.network().name, cast.network().open_after) == ("Nyt navn", 9)
