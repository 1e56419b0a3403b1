"""What the server's log says of requests."""

import logging


def refusals_in_one_line(record: logging.LogRecord) -> bool:
    """A request that was refused is no fault of ours: where it was refused in the code is not told. Drops no record."""
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = None
    return True
