"""Barriers that were collected elsewhere."""

import json
import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from klimanet.barriers.models import Barrier, Difference, State
from klimanet.barriers.operations.states import move
from klimanet.entries.operations.merging import merge
from klimanet.members.models.networks import today
from klimanet.website.demo.barriers import BARRIERS
from tests import cast
from tests.building import make_effect

pytestmark = pytest.mark.django_db
SOUND = {
    "id": "X1",
    "titel": "Loftet",
    "tema": "energi",
    "regel": "Lov om loft",
    "barrieretype": "national_lov",
    "resume": "Der er et loft.",
    "status": "aaben",
    "kilde": "https://a.example ; https://b.example",
    "kildedato": "2024",
}


def bring_in(path: Path, capsys) -> str:
    call_command("import", "barriers", str(path), network="klima")
    return capsys.readouterr().out.strip()


def test_the_collected_ones_are_brought_in_as_they_are_and_once(capsys):
    assert bring_in(BARRIERS, capsys) == "28 brought in, 0 known before."
    assert bring_in(BARRIERS, capsys) == "0 brought in, 28 known before."
    groundwater = Barrier.objects.get(key="B07")
    assert (groundwater.state, groundwater.due_on, groundwater.checked) == (State.SOLVED, None, "2025-06-03")
    page = cast.browser("aase").get(groundwater.get_absolute_url()).content.decode()
    assert "Sidst tjekket (kildens dato)</dt><dd>tirsdag den 3. juni 2025</dd>" in page
    address = "https://danva.dk/nyheder/2025/lov-om-haandtering-af-terraennaert-grundvand-vedtaget"
    assert f'<a href="{address}">danva.dk</a><br>' in page
    assert all(Barrier.objects.exclude(key="").values_list("worded_at", flat=True))


def test_its_story_says_how_far_it_was_also_since_it_has_gone_on(capsys):
    bring_in(BARRIERS, capsys)
    eased, assessed = (Barrier.objects.get(key=key) for key in ("B22", "B03"))
    told = "Taget op i netværket som »Lettet«<"
    assert told in reads(eased)
    move(eased, state=State.CONFIRMED, line="Det siger de, der har meldt den.", actor=cast.person("karen"))
    make_effect(assessed)
    assert told in reads(eased) and "Taget op i netværket som »Vurderet«<" in reads(assessed)


def test_what_was_merged_into_it_says_nothing_of_how_far_it_was(capsys):
    bring_in(BARRIERS, capsys)
    eased, target = (Barrier.objects.get(key=key) for key in ("B22", "B03"))
    move(eased, state=State.ADVOCACY, line="Igen.", due_on=today(), actor=cast.person("karen"))
    make_effect(Barrier.objects.get(key="B22"))
    merge(Barrier.objects.get(key="B22"), target=target, actor=cast.person("karen"))
    assert "Taget op i netværket som »Vurderet«<" in reads(target)


def reads(barrier: Barrier) -> str:
    return cast.browser("aase").get(barrier.get_absolute_url()).text


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{", "Filen er ikke JSON."),
        ("{}", "Filen er ikke en liste over barrierer."),
        (json.dumps([SOUND, 1]), "2: »id« mangler."),
        (json.dumps([SOUND | {"status": "måske"}]), "1: »status« er måske, som ikke er en af aaben"),
        (json.dumps([SOUND | {"titel": "x" * 161}]), "1: »titel« er længere end 160 tegn."),
        (json.dumps([SOUND, SOUND]), "X1 står der to gange."),
        (b"\xff\xfe", "Filen er ikke JSON."),
    ],
)
def test_a_file_that_makes_no_sense_brings_in_nothing(tmp_path, written, told):
    path = tmp_path / "barriers.json"
    path.write_bytes(written if isinstance(written, bytes) else written.encode())
    before = Barrier.objects.count()
    with pytest.raises(CommandError) as refused:
        call_command("import", "barriers", str(path), network="klima")
    assert told in str(refused.value)
    assert Barrier.objects.count() == before


def test_a_file_that_is_not_there_and_a_network_that_is_not_named(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import", "barriers", str(tmp_path / "none.json"), network="klima")
    with pytest.raises(CommandError, match="Say which network"):
        call_command("import", "barriers", str(BARRIERS))


def test_its_story_says_since_when_the_network_has_it_among_what_was_decided_before():
    barrier = cast.barrier_report().barrier
    Barrier.objects.update(key="B01")
    make_effect(barrier, difference=Difference.EASES, title="Vejledningen", adopted_on=date(2014, 9, 1))
    page = cast.browser("aase").get(barrier.get_absolute_url()).content.decode()
    story = page[page.index("Hvad der er sket") :]
    assert story.index("Vejledningen") < story.index("Taget op i netværket") and "Modtaget" not in story
    story = unescape(re.sub("<.*?>", "", story))
    assert story.index("Vejledningen") < story.index("Vurderet") < story.rindex("Lettet") < story.rindex("Vejledningen")
