from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    blob: object
    name: str


def take_in(upload, *, field="files"):
    from klimanet.files.store import keep

    return Kept(keep(upload.read(), media_type="text/plain"), upload.name)
