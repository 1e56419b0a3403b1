"""What may stand in an address."""

LONGEST_NUMBER = 8  # digits


class Id:
    """A row's id: digits only, few enough for every database's integers, so a huge one is simply not found."""

    regex = "[0-9]{1,15}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Secret:
    """What opens something by itself, as the key in a feed's address does: the log never repeats it."""

    regex = "[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def number_in(text: str | None) -> int | None:
    """The whole number that stands behind a `?` or in a form; None for anything else, and for what is too large to be one."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None
