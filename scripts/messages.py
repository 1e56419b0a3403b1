"""Collects the texts to translate into klimanet/locale, without gettext's own programs.

English stands in the code, so Danish is the one catalogue; the English one, kept by hand, says otherwise what Django says.
`--check` changes nothing and fails where a text is missing, doubtful or no longer used.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "klimanet" / "locale" / "da" / "LC_MESSAGES" / "django.po"
ENGLISH = ROOT / "klimanet" / "locale" / "en" / "LC_MESSAGES" / "django.po"
E_MAIL = re.compile(r"(?<!%\()\be-?mail", re.IGNORECASE)  # the Danish word here is mail, and mailadresse
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "gettext_noop": None, "ngettext_lazy": (1, 2)}


def extract_template(file, keywords, comment_tags, options) -> Iterator[tuple]:
    """Texts of a Django template, by way of the Python that Django's own tools make of it."""
    python = templatize(file.read().decode(), origin=getattr(file, "name", ""))
    python = "\n".join(line.strip() for line in python.splitlines())  # its indentation is the template's, not Python's
    yield from extract_python(io.BytesIO(python.encode()), keywords, comment_tags, options)


def texts() -> Catalog:
    """Every text in code and templates, untranslated."""
    found = Catalog(locale="da", domain="django", project="Klimanet", fuzzy=False)
    methods = [
        ("**/tests/**", "ignore"),
        ("**/migrations/**", "ignore"),
        ("**.py", "python"),
        ("**/templates/**.html", extract_template),
        ("**/templates/**.txt", extract_template),
    ]
    for name, _, text, comments, context in extract_from_dir(ROOT / "klimanet", methods, keywords=KEYWORDS):
        found.add(text, None, [(f"klimanet/{name}", 1)], auto_comments=comments, context=context)
    return found


def translated(found: Catalog) -> Catalog:
    """`found` with the Danish there is; what is gone from the code is listed as obsolete."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="da", domain="django")
    catalogue.update(found, no_fuzzy_matching=True)
    return catalogue


def faults(catalogue: Catalog) -> list[str]:
    missing = [
        f"not translated: {message.id}"
        for message in catalogue
        if message.id and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]
    doubtful = [f"doubtful: {message.id}" for message in catalogue if message.id and message.fuzzy]
    quoted = [f"quotes as in English: {message.id}" for message in catalogue if set("“”") & set(str(message.string))]
    mails = [
        f"says e-mail, not mail: {message.id}"
        for message in catalogue
        if message.id and E_MAIL.search(str(message.string))
    ]
    broken = [f"{error}: {message.id}" for message in catalogue for error in message.check(catalogue)]
    with ENGLISH.open("rb") as file:
        unknown = [message.id for message in read_po(file) if message.id and message.id not in catalogue]
    unused = [f"no longer used: {text}" for text in [*catalogue.obsolete, *unknown]]
    return missing + doubtful + quoted + mails + broken + unused


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, fail where something is missing")
    settings.configure(USE_I18N=True)
    catalogue = translated(texts())
    if parser.parse_args().check:
        if found := faults(catalogue):
            print("\n".join(found))
        return 1 if found else 0
    catalogue.obsolete.clear()
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=110, include_lineno=False, sort_output=True)
    print(f"{CATALOGUE.relative_to(ROOT)}: {len(faults(catalogue))} texts to look at")
    return 0


if __name__ == "__main__":
    sys.exit(main())
