"""What may stand in an address."""


class Id:
    """A row's id: digits only, few enough for every database's integers, so a huge one is simply not found."""

    regex = "[0-9]{1,15}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
