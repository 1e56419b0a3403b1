"""Who is told of what the log tells about barriers and is done elsewhere."""

from collections.abc import Callable
from functools import partial

from klimanet.activity.consuming import handles
from klimanet.activity.models import Line
from klimanet.barriers.emails import merged, shown_again
from klimanet.barriers.models import Report


@handles("entry.merged", "entry.separated")
def tell(line: Line) -> Callable[[], object] | None:
    """Those whose report goes on with another barrier, or is back where it was."""
    reports, key = Report.objects.standing().speaking(), line.subject_id
    found = reports.moved_from(key) if line.verb == "entry.merged" else reports.of(key)
    return partial(merged, list(found.with_all()), line)


@handles("entry.shown")
def tell_after_all(line: Line) -> Callable[[], object] | None:
    """Those who were to be told of an outcome while it was hidden."""
    about = Line.objects.filter(subject_kind=line.subject_kind, subject_id=line.subject_id, pk__lt=line.pk)
    hidden = about.filter(verb="entry.hidden").newest_first().first()
    return partial(shown_again, line.subject_id, hidden_at=hidden.at) if hidden else None
