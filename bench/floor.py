"""A page that does nothing: the bytes of the file that BENCH_FLOOR names."""

import os
from pathlib import Path

PAGE = Path(os.environ["BENCH_FLOOR"]).read_bytes()
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(PAGE)))]


def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [PAGE]
