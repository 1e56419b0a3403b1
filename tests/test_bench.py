"""What the bench tells of figures; the measuring itself is `make bench`."""

import os

from bench.processes import cpu_seconds, family, memory
from bench.report import comparison, table

ROW = {
    "page": "thread",
    "connections": 8,
    "rate": 1234.56,
    "p50": 12.34,
    "p99": 56.78,
    "bytes": 38731,
    "queries": 8,
    "cpu": 13.874,
    "floors": 333.4,
    "failed": 0,
}
FACTS = {"database": "sqlite", "scale": 1, "cores": 2, "commit": "abc", "memory": 291.4, "locked": 0}


def test_a_measurement_is_a_table():
    head, titles, row = table(FACTS | {"rows": [ROW]})
    assert head.startswith("sqlite, scale 1, 2 cores, commit abc: 291 MB")
    assert titles.split()[0] == "page"
    assert row.split() == ["thread", "8", "1,234.6", "12.3", "56.8", "38,731", "8", "13.87", "333", "0"]


def test_two_measurements_side_by_side_leave_out_what_only_one_has():
    before = FACTS | {"rows": [ROW]}
    after = FACTS | {"memory": 300.0, "rows": [ROW | {"cpu": 6.937}, ROW | {"page": "search"}]}
    _, row, total = comparison(before, after)
    assert row.split() == ["thread", "8", "13.87", "6.94", "0.50", "12.3", "12.3", "1.00"]
    assert total == "memory MB: 291, 300"


def test_what_a_process_costs_is_read_off():
    own = os.getpid()
    assert own in family(own)
    assert cpu_seconds(own) > 0
    assert memory(own) > 10
