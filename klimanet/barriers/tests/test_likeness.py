"""What somebody is about to report is found among what is known, however they put it."""

import json
import tracemalloc
import uuid

import pytest

from klimanet.barriers.models import Barrier, Consent
from klimanet.barriers.operations.importing import bring_in
from klimanet.barriers.queries.barriers import alike
from klimanet.barriers.queries.desk import LIKELY
from klimanet.entries.operations.merging import merge
from klimanet.entries.permissions import standing
from klimanet.rules.actors import SYSTEM
from klimanet.text.likeness import Likeness
from klimanet.website.demo.barriers import BARRIERS
from tests import cast
from tests.building import assess, make_report

pytestmark = pytest.mark.django_db
NEW = "/klima/barrierer/ny/"
PAIRS = [  # which is meant, and what somebody writes who has not read it
    ("B01", "Vi må ikke eje solpaneler på skolens tag uden at oprette et aktieselskab"),
    ("B02", "Indtægten fra solcellerne bliver trukket fra i tilskuddet fra staten"),
    ("B03", "Vi har pengene, men anlægsrammen stopper klimaprojekterne"),
    ("B04", "Skolens renovering sparer energi, men tæller alligevel med under anlægsloftet"),
    ("B05", "Banken for kommuner kræver dokumentation for statsstøtte, før vi kan låne til fjernvarmen"),
    ("B06", "Ingen tør lægge fjernvarmerør, når husejerne kan vælge varmepumpe i stedet"),
    ("B07", "Hvem må dræne det høje grundvand under villakvarteret"),
    ("B08", "Vi pumper vand op fra undergrunden, og det er for beskidt til åen"),
    ("B09", "Vi skal regne i månedsvis på samfundsøkonomi, før vi må vælge serviceniveau for skybrud"),
    ("B10", "Forsyningen må kun betale for regnvandet og ikke for parken i klimatilpasningen"),
    ("B11", "Diget bliver ikke bygget, fordi kystbeskyttelsen ender i klager"),
    ("B12", "Der er alt for få penge i puljen til kystsikring"),
    ("B13", "Planloven hjælper os ikke med at klimasikre den gamle bydel"),
    ("B14", "Det tager årevis at få en lokalplan på plads til en stor energipark"),
    ("B15", "Vindmøller og solmarker strander på nabomodstand og sagsbehandlingstid"),
    ("B16", "Må vi stille krav til dem, der vil opstille vedvarende energi"),
    ("B17", "Landmanden får for lidt i kompensation for at oversvømme lavbundsjorden"),
    ("B18", "Vi kan ikke stille klimakrav til, hvordan markerne dyrkes"),
    ("B19", "Vi må ikke selv bygge et sorteringsanlæg til genanvendelse"),
    ("B20", "Forbrændingsaffaldet skal i udbud på en måde, der ikke passer os"),
    ("B21", "Ingen har vist, at de nye affaldsregler gavner klimaet"),
    ("B22", "Reglerne for ladestandere på kommunens parkeringspladser er uklare"),
    ("B23", "Vi vil have flere nulemissionszoner og vejafgifter, men loven siger nej"),
    ("B24", "Der er ikke plads i elnettet til varmepumpen og busserne"),
    ("B25", "Vi ved ikke, hvem der betaler for at fange CO2 på forbrændingsanlægget"),
    ("B26", "Vi får kun årstal for vores bygningers elforbrug og ikke time for time"),
    ("B27", "Vi kan ikke kræve lavere klimaaftryk af private byggerier"),
    ("B28", "Landbrug og transport bliver tilbage som udledning, vi ikke har redskaber til"),
    # in other words
    ("B02", "Staten tager det, vi tjener på strøm fra egne tage"),
    ("B03", "Grønne investeringer bliver udskudt, fordi loftet over kommunens anlæg er nået"),
    ("B05", "Fjernvarmeselskabet kan ikke få det billige lån uden en EU-godkendelse"),
    ("B06", "Husejerne siger nej til at blive koblet på, og så hænger økonomien ikke sammen"),
    ("B07", "Der står vand i kældrene, og ingen har ansvaret"),
    ("B11", "Naturreglerne betyder, at vi har opgivet at beskytte kysten"),
    ("B15", "Borgerne klager, og nævnet bruger to år på hver mølle"),
    ("B17", "Lodsejerne vil ikke lægge jord til, for erstatningen er under markedsprisen"),
    ("B19", "Affaldsselskabet må ikke investere i en ny linje til plast"),
    ("B24", "Netselskabet siger, at vi først kan få en tilslutning om fem år"),
    ("B26", "Målerne viser ikke, hvornår på døgnet skolerne bruger strøm"),
    ("B28", "Køerne og bilerne kan vi ikke gøre noget ved"),
    # in words put together
    ("B01", "Solcelleselskab"),
    ("B04", "Energirenoveringsanlægsloftsdispensation"),
    ("B09", "Regnvandsserviceniveauberegningen"),
    ("B22", "Ladestanderudbuddet"),
]


@pytest.fixture
def network():
    bring_in(cast.network(), content=BARRIERS.read_bytes(), actor=SYSTEM)
    return cast.network()


def test_the_right_one_is_among_the_first_five(network):
    missed = []
    for key, written in PAIRS:
        found = alike(network, written, standing=standing(cast.person("anders"), network))
        if key not in [barrier.key for barrier in found]:
            missed.append(written)
    assert len(missed) <= 0.1 * len(PAIRS), missed


def test_every_one_is_meant_by_some():
    assert {key for key, _ in PAIRS} == {row["id"] for row in json.loads(BARRIERS.read_text())}


def test_only_what_the_reader_sees_is_offered(network):
    report = make_report("aase", summary="Gederne må ikke gå på taget", stopped="Geder", consent=Consent.PUBLIC)
    for key, seen in (("anders", False), ("karen", True)):
        found = alike(network, "geder på taget", standing=standing(cast.person(key), network))
        assert (report.barrier in found) == seen


def test_what_one_may_not_read_takes_no_place(network):
    known = cast.barrier_report().barrier
    for _ in range(25):
        make_report("nadia", summary=known.title)
    assert known in alike(network, known.title, standing=standing(cast.person("aase"), network))


def test_what_was_merged_stands_for_what_goes_on(network):
    """However often it is reported, it is found once, also by the words of one that was merged into it."""
    known, karen = Barrier.objects.get(pk=cast.barrier_report().barrier_id), cast.person("karen")
    for _ in range(8):
        again = make_report("nadia", summary="Gederne må ikke gå på taget").barrier
        assess(again)
        merge(again, target=known, actor=karen)
    found = alike(network, "geder på taget", standing=standing(cast.person("aase"), network))
    assert found.count(known) == 1 and found[0] == known
    assert not {barrier for barrier in found if barrier.merged_into_id}


def test_what_a_colleague_has_reported_is_offered_before_the_network_reads_it(network):
    report = make_report("anders", summary="Gederne må ikke gå på taget", stopped="Geder")
    assert report.barrier in alike(network, "geder på taget", standing=standing(cast.person("mette"), network))
    shown = cast.browser("mette").post("/klima/barrierer/ligner/", {"summary": "Geder på taget"}).content.decode()
    assert report.barrier.title in shown and f'name="leave" value="{report.pk}"' in shown
    assert report.barrier not in alike(network, "geder på taget", standing=standing(cast.person("lise"), network))


def test_what_is_typed_is_looked_for_and_comes_along_to_the_one_that_is_known(network):
    known = Barrier.objects.get(key="B12")
    browser, typed = cast.browser("anders"), {"summary": "Kystpuljen er tom", "stopped": "Vi fik nej."}
    shown = browser.post("/klima/barrierer/ligner/", typed).content.decode()
    assert known.title in shown
    looked = browser.post(NEW, typed | {"look": "1", "token": str(uuid.uuid4())}).content.decode()  # without scripts
    assert known.title in looked
    assert "Vi fik nej." in looked
    joining = browser.post(f"{known.get_absolute_url()}vi-har-den-ogsaa/", typed | {"begin": "1"}).content.decode()
    assert "Vi fik nej." in joining
    assert not known.barrier_reports.exists()


def test_pairs_are_those_that_share_enough_the_likeliest_first():
    texts = {1: "solceller på skoler", 2: "solceller på skolers tage", 3: "vandløb og skoler", 4: "kystpuljen er tom"}
    assert Likeness(texts).pairs(least=0.2, most=9)[0] == (1, 2)
    assert (1, 4) not in Likeness(texts).pairs(least=0.01, most=9)
    assert len(Likeness(texts).pairs(least=0.01, most=1)) == 1


def test_of_the_barriers_that_differ_one_pair_in_a_hundred_is_taken_for_the_same():
    """And of PAIRS, which mean the same, more than a third."""
    found = {
        row["id"]: f"{row['titel']} {row['titel']} {row['resume']} {row['regel']}"
        for row in json.loads(BARRIERS.read_text())
    }
    keys = {key: number for number, key in enumerate(found)}
    known = {keys[key]: text for key, text in found.items()}
    assert len(Likeness(known).pairs(least=LIKELY, most=99)) <= len(known) * (len(known) - 1) / 2 / 100
    written = {100 + number: f"{said} {said}" for number, (_key, said) in enumerate(PAIRS)}
    meant = {(keys[key], 100 + number) for number, (key, _said) in enumerate(PAIRS)}
    assert len(meant & set(Likeness(known | written).pairs(least=LIKELY, most=999))) > len(PAIRS) / 3


def test_nothing_is_like_nothing():
    assert Likeness({}).pairs(least=0.1, most=5) == []
    assert Likeness({}).nearest("hvad som helst") == []
    assert Likeness({1: "solceller"}).nearest("") == []
    assert Likeness({1: "solceller", 2: "vandløb"}).nearest("og at det") == []


def test_what_is_held_of_a_text_takes_little_memory():
    """Each web process holds it of every barrier there is. As objects it was 110 bytes for each letter, and 240 to find pairs."""
    texts = {key: f"{row['titel']} {row['resume']}" for key, row in enumerate(json.loads(BARRIERS.read_text()) * 9)}
    Likeness(texts).pairs(least=LIKELY, most=9)  # the words themselves are kept elsewhere
    tracemalloc.start()
    likeness = Likeness(texts)
    likeness.nearest("hvad som helst")
    held = tracemalloc.get_traced_memory()[0]
    likeness.pairs(least=LIKELY, most=9)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    letters = sum(map(len, texts.values()))
    assert held < 60 * letters
    assert most < 90 * letters
