"""Where styles, scripts and pictures of ours are served from."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Each file's address is worked out once: a page names fifteen, and they change with a release alone."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.url = cache(super().url)
