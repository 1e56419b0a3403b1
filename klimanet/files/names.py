"""What an uploaded file is called: its own name, as far as it is safe on every disk and reads as it is written."""

import re
import unicodedata

LONGEST = 150  # characters
LONGEST_ENDING = 20  # characters; what is longer is no ending
UNSEEN = "\u034f\u115f\u1160\u2800\u3164\uffa0"  # no control characters, yet nothing to see
NOT_ON_WINDOWS = re.compile('[<>:"|?*]')
RESERVED_ON_WINDOWS = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)", re.IGNORECASE)


def safe_name(name: str) -> str:
    """`name` without path, invisible or turning marks, at most LONGEST characters and never empty; "" becomes "_"."""
    seen = " ".join("".join(_visible(letter) for letter in unicodedata.normalize("NFC", name)).split())
    last = NOT_ON_WINDOWS.sub("_", re.split(r"[/\\]", seen)[-1])
    bare = last.lstrip(". ").rstrip(". ")  # Windows drops the last dots: "x.exe." is "x.exe"
    stem, ending = parted(f"_{bare}" if RESERVED_ON_WINDOWS.match(bare) or not bare else bare)
    return stem[: LONGEST - len(ending)].rstrip(". ") + ending


def parted(name: str) -> tuple[str, str]:
    """A safe name as stem and ending; the ending has its dot, or is "": "Budget 1.5" and "Hr. Ole" have none."""
    stem, dot, ending = name.rpartition(".")
    is_ending = stem and ending.isalnum() and not ending.isdecimal() and len(ending) <= LONGEST_ENDING
    return (stem, dot + ending) if is_ending else (name, "")


def _visible(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category.startswith("C") or letter in UNSEEN else letter
