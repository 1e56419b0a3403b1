from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    blob: object
    name: str


def take_in(upload, *, field="files"):
    raise NotImplementedError
