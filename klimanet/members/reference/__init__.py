"""The country as every installation knows it: 98 municipalities, their regions through time, their place on the tile map.

Facts from Klimadatastyrelsen (DAWA/DAGI) and Statistics Denmark: population about 2023, regions from 1 January 2007, and
from 1 January 2027 when Hovedstaden and Sjælland become Østdanmark. The tiles are our own layout. A mail domain is a hint.
"""

import csv
import datetime
from pathlib import Path

from django.db import transaction

from klimanet.members.models import Organisation, OrganisationKind, Region, RegionPeriod

REGIONS = {
    "hovedstaden": "Region Hovedstaden",
    "midtjylland": "Region Midtjylland",
    "nordjylland": "Region Nordjylland",
    "sjaelland": "Region Sjælland",
    "syddanmark": "Region Syddanmark",
    "oestdanmark": "Region Østdanmark",
}
REGIONS_BEGAN = datetime.date(2007, 1, 1)
MERGED_ON = datetime.date(2027, 1, 1)
MERGED_INTO = {"hovedstaden": "oestdanmark", "sjaelland": "oestdanmark"}


@transaction.atomic
def load() -> None:
    """Bring the reference data into the database, or up to date; safe to repeat, touches nothing else."""
    regions = {
        slug: Region.objects.update_or_create(slug=slug, defaults={"name": name})[0] for slug, name in REGIONS.items()
    }
    with Path(__file__).with_name("municipalities.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            municipality, _ = Organisation.objects.update_or_create(
                code=row["code"],
                defaults={
                    "kind": OrganisationKind.MUNICIPALITY,
                    "slug": row["slug"],
                    "name": row["name"],
                    "short": row["tile_text"],
                    "population": int(row["population"]),
                    "mail_domain": row["mail_domain"],
                    "tile_column": int(row["tile_column"]),
                    "tile_row": int(row["tile_row"]),
                },
            )
            for since, until, region in _spells(row["region_2007"]):
                RegionPeriod.objects.update_or_create(
                    organisation=municipality, since=since, defaults={"until": until, "region": regions[region]}
                )


def _spells(region: str) -> list[tuple[datetime.date, datetime.date | None, str]]:
    if region not in MERGED_INTO:
        return [(REGIONS_BEGAN, None, region)]
    last_day = MERGED_ON - datetime.timedelta(days=1)
    return [(REGIONS_BEGAN, last_day, region), (MERGED_ON, None, MERGED_INTO[region])]
