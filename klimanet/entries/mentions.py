"""Names in a text: typed as "@Mette Lund" or "@Odense", kept as ids, read with the name of today."""

from collections.abc import Iterable
from html import unescape

from django.utils.html import escape
from django.utils.safestring import SafeString

from klimanet.accounts.models import Person
from klimanet.entries.models import Comment, Entry, Mention
from klimanet.members.models import Network, Profile
from klimanet.text.markdown import MENTION, TAG, fill_mentions, name_of


def known_names(person: Person, network: Network) -> dict[str, str]:
    """What `person` may mention, by name in lower case: "mette lund" → "p12", "odense" → "o34"."""
    profiles = Profile.objects.visible_to(person).listed_in(network).values_list("person__name", "person_id")
    organisations = network.members().values_list("name", "pk")
    return {name.casefold(): f"o{key}" for name, key in organisations} | {
        name.casefold(): f"p{key}" for name, key in profiles
    }


def with_ids(text: str, person: Person, network: Network) -> str:
    """`text` with each name that `person` may mention as its id; an id typed by hand mentions nobody."""
    text = MENTION.sub(lambda found: f"@ {found[1]}", text)
    if "@" not in text:
        return text
    names = known_names(person, network)
    longest = max(map(len, names), default=0)
    beginning, *rest = text.split("@")
    parts = [beginning]
    for before, part in zip([beginning, *rest], rest, strict=False):
        found = None if _goes_on(before) else _name_at_start(part[: longest + 1], names)
        parts.append(f"@{names[found]}{part[len(found) :]}" if found else f"@{part}")
    return "".join(parts)


def _goes_on(before: str) -> bool:
    """Whether a word or an address goes on where `before` ends ("mette@odense", "https://medium.com/@odense"), or it is escaped."""
    last = "" if before[-1:].isspace() else "".join(before.rsplit(maxsplit=1)[-1:])
    return last[-1:].isalnum() or last.endswith("\\") or "://" in last


def _name_at_start(text: str, names: dict[str, str]) -> str | None:
    """The longest known name that `text` begins with and that ends where a word ends."""
    folded = text.casefold()
    if len(folded) != len(text):  # a letter that folds to several, in no Danish name
        return None
    for length in range(len(folded), 0, -1):
        if folded[:length] in names and not folded[length : length + 1].isalnum():
            return folded[:length]
    return None


def keep_mentions(entry: Entry, comment: Comment | None, text: str) -> None:
    """Note whom `text` mentions, in place of whom it mentioned before."""
    Mention.objects.filter(entry=entry, comment=comment).delete()
    ids = set(MENTION.findall(text))
    people, organisations = ({int(key[1:]) for key in ids if key[0] == letter} for letter in "po")
    Mention.objects.bulk_create(
        [Mention(entry=entry, comment=comment, person_id=key) for key in sorted(people)]
        + [Mention(entry=entry, comment=comment, organisation_id=key) for key in sorted(organisations)]
    )


def names_of(mentions: Iterable[Mention]) -> dict[str, str]:
    """Today's names, by id as a text has it."""
    return {
        f"p{mention.person_id}" if mention.person_id else f"o{mention.organisation_id}": str(
            mention.person or mention.organisation
        )
        for mention in mentions
    }


def filled(written: Entry | Comment, names: dict[str, str]) -> SafeString:
    """Its HTML with these names where somebody is mentioned."""
    return fill_mentions(written.shown, lambda key: escape(f"@{name_of(key, names)}"))


def plain_text(written: Entry | Comment, names: dict[str, str]) -> str:
    """Its text as it is read, without any marks."""
    return unescape(TAG.sub("", filled(written, names)))
