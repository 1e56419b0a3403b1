"""What was measured, as a table; two measurements side by side; and which targets were met."""

from collections.abc import Iterator

COLUMNS = {
    "page": "page",
    "connections": "conn.",
    "rate": "requests/s",
    "p50": "p50 ms",
    "p99": "p99 ms",
    "bytes": "bytes",
    "queries": "queries",
    "cpu": "CPU ms",
    "floors": "× floor",
    "failed": "failed",
}
DECIMALS = {"rate": 1, "p50": 1, "p99": 1, "cpu": 2, "floors": 0}


def table(result: dict) -> Iterator[str]:
    yield (
        f"{result['database']}, scale {result['scale']}, {result['cores']} cores, commit {result['commit']}: "
        f"{result['memory']:.0f} MB of memory, {result['locked']} times “database is locked”"
    )
    yield from _drawn([list(COLUMNS.values())] + [[_text(row, name) for name in COLUMNS] for row in result["rows"]])


def comparison(before: dict, after: dict) -> Iterator[str]:
    """CPU and p50 of both, and how many times the first the second is."""
    earlier = {(row["page"], row["connections"]): row for row in before["rows"]}
    lines = [["page", "conn.", "CPU ms", "CPU ms", "×", "p50 ms", "p50 ms", "×"]]
    for row in after["rows"]:
        if old := earlier.get((row["page"], row["connections"])):
            line = [row["page"], str(row["connections"])]
            for name in ("cpu", "p50"):
                line += [_text(old, name), _text(row, name), f"{row[name] / old[name]:.2f}" if old[name] else "–"]
            lines.append(line)
    yield from _drawn(lines)
    yield f"memory MB: {before['memory']:.0f}, {after['memory']:.0f}"


def _text(row: dict, name: str) -> str:
    value = row[name]
    return f"{value:,.{DECIMALS.get(name, 0)}f}" if isinstance(value, int | float) else str(value)


def _drawn(lines: list[list[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        first, *others = (cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        yield "  ".join([first.strip().ljust(widths[0]), *others])
