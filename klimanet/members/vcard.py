"""A person as a vCard (RFC 2426, version 3.0, which Outlook and every phone read)."""

from klimanet.members.models import Profile

LINE = 75  # octets a line may have; the rest goes on after a space


def vcard(profile: Profile) -> str:
    person = profile.person
    given, _, family = person.name.rpartition(" ")
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_escaped(family)};{_escaped(given)};;;",
        f"FN:{_escaped(person.name)}",
        *(f"ORG:{_escaped(place.seat.membership.organisation.name)}" for place in profile.places[:1]),
        f"TITLE:{_escaped(person.title)}",
        f"EMAIL;TYPE=INTERNET,WORK:{_escaped(person.email)}",
        f"TEL;TYPE=WORK,VOICE:{_escaped(person.phone)}",
        "END:VCARD",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines if not line.endswith(":"))


def _escaped(text: str) -> str:
    for character in "\\,;":
        text = text.replace(character, "\\" + character)
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """`line` broken where it gets too long, never inside a letter."""
    parts, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LINE:
            parts.append("")
            size = 1  # the space in front
        parts[-1] += letter
        size += width
    return "\r\n ".join(parts)
