"""What was merged can still be read: what it said, by whoever read it before; that it was, by those who reported it."""

import re
from html import unescape

import pytest

from klimanet.barriers.models import Barrier, Report
from klimanet.barriers.operations.states import word
from klimanet.entries.models import Audience
from klimanet.entries.operations.merging import merge
from tests import cast
from tests.building import assess, make_report

pytestmark = pytest.mark.django_db


def reads(key: str, path: str) -> str:
    return unescape(cast.browser(key).get(path).text)


def reported(key: str, title: str) -> Report:
    report = make_report(key, summary=title)
    assess(report.barrier)
    return report


def merged(source: Report, target: Report) -> Barrier:
    barriers = [Barrier.objects.get(title=report.barrier.title) for report in (source, target)]
    merge(barriers[0], target=barriers[1], actor=cast.person("karen"))
    return barriers[1]


def test_what_it_said_stands_in_a_fold(django_assert_max_num_queries):
    sources = [reported(key, f"Regel {key}") for key in ("mette", "aase")]
    for source in sources:
        text = f"**Kanarieord** fra @{cast.person('nadia').name}"
        word(source.barrier, title=source.barrier.title, text=text, actor=cast.person("karen"))
    bare, target = reported("mette", "Uden ord"), reported("nadia", "Taget")
    Barrier.objects.filter(pk=bare.barrier_id).update(text="", html="")
    for source in (*sources, bare):
        barrier = merged(source, target)
    browser, address = cast.browser("karen"), barrier.get_absolute_url()
    browser.get(address)  # notes that it is read
    with django_assert_max_num_queries(12):
        page = unescape(browser.get(address).text)
    folds = dict(re.findall(r'<summary>(Regel \w+) .*?<div class="prose">(.*?)</div>', page, re.DOTALL))
    assert folds.keys() == {"Regel mette", "Regel aase"}
    for said in folds.values():
        assert "<strong>Kanarieord</strong> fra" in said and cast.person("nadia").name in said
    assert "<p>Uden ord <span" in page
    for key in ("aase", "lise", "sofie"):
        page = reads(key, address)
        assert page.count("Kanarieord") == 2 and "Skil dem ad" not in page
    Barrier.objects.filter(merged_into=barrier).update(audience=Audience.SECRETARIAT)
    assert "Kanarieord" not in reads("aase", address), "They never read it."


def test_ones_own_list_says_that_it_was_merged_and_under_which_number_it_was_reported():
    stays, own, moves, other = (
        reported(key, f"Regel {number}") for number, key in enumerate(("mette", "anders", "mette", "aase"))
    )
    merged(stays, own)
    merged(moves, other)
    rows = reads("anders", "/klima/barrierer/vores/").split('<li class="row')
    found = {
        title: row for row in rows for title in ("Regel 0", "Regel 1", "Regel 2", "Regel 3") if f">{title}<" in row
    }
    assert f"Lagt sammen med nr. {own.barrier.number}" in found["Regel 0"] and "Vurderet" not in found["Regel 0"]
    assert "Vurderet" in found["Regel 1"] and "Meldt som" not in found["Regel 1"]
    assert f"Meldt som nr. {moves.barrier.number}" in found["Regel 3"] and "Vurderet" in found["Regel 3"]
    assert "Regel 2" not in found
