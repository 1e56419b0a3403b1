"""The country as tiles, one per municipality."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tile:
    """One municipality on the map; `label` is what a screen reader says, `short` may hold "|" where a line ends."""

    name: str
    short: str
    column: int  # 0 is furthest west
    row: int  # 0 is furthest north
    state: str  # "member" or "outside"
    label: str
    href: str = ""

    @property
    def lines(self) -> list[str]:
        return (self.short or self.name).split("|")
