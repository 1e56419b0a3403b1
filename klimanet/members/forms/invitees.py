"""Whom a list of people names: what stands in its rows, whatever program wrote it, in whatever order."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from klimanet.text.sorting import danish_key

# What the columns of a list are called.
HEADINGS = {
    "name": ("Navn", "Fulde navn", "Name", "Full name"),
    "first": ("Fornavn", "Fornavne", "First name"),
    "last": ("Efternavn", "Last name"),
    "email": ("E-mail", "Email", "Mail", "E-mailadresse", "Emailadresse", "Mailadresse", "Arbejdsmail", "Work e-mail"),
    "title": ("Titel", "Stilling", "Stillingsbetegnelse", "Jobtitel", "Title", "Job title"),
    "place": ("Kommune", "Organisation", "Arbejdsplads", "Municipality"),
}
MEANING = {danish_key(word): column for column, words in HEADINGS.items() for word in words}
ADDRESS = re.compile(r"[^\s@]+@\S*")
NAME_AND_ADDRESS = re.compile(r'"?([^"<]*?)"?\s*<([^<>]*)>')


class Row(NamedTuple):
    """One person as a list names them; nothing of it is checked."""

    name: str = ""
    email: str = ""
    title: str = ""
    place: str = ""  # an organisation's name


def invitees(rows: list[list[str]]) -> list[Row]:
    """The people in these rows: by the headings where there are some, else by what looks like an address."""
    if not rows:
        return []
    columns = [MEANING.get(danish_key(cell.strip()), "") for cell in rows[0]]
    if "email" in columns:
        return [_by_heading(dict(zip(columns, row, strict=False))) for row in rows[1:]]
    return [person for row in rows for person in _by_look([cell.strip() for cell in row if cell.strip()])]


def _by_heading(cells: dict[str, str]) -> Row:
    name, email = _parted(cells.get("email", ""))
    whole = cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip() or name
    return Row(whole, email, cells.get("title", ""), cells.get("place", ""))


def _by_look(cells: list[str]) -> Iterable[Row]:
    """Several addresses in a row are several people, as when the line "To" is copied out of a mail; "Chef @ Klima" is none."""
    addresses = [cell for cell in cells if ADDRESS.fullmatch(cell) or NAME_AND_ADDRESS.fullmatch(cell)]
    addresses = addresses or [cell for cell in cells if "@" in cell][:1]  # one with a slip in it
    if len(addresses) > 1:
        return [Row(*_parted(cell)) for cell in addresses]
    name, email = _parted(addresses[0]) if addresses else ("", "")
    others = [cell for cell in cells if cell not in addresses]
    if not name and others:
        name = others.pop(0)
    return [Row(name, email, *others[:2])]


def _parted(cell: str) -> tuple[str, str]:
    """Name and address of "Ea Nystrøm <ea@odense.dk>", or of the address alone."""
    found = NAME_AND_ADDRESS.fullmatch(cell.strip())
    name, email = found.groups() if found else ("", cell)
    return name.strip(), email.strip().removeprefix("mailto:")
