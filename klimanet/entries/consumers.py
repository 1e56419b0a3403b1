"""Who is told of order in the network, as the log tells of it."""

from collections.abc import Callable
from functools import partial

from klimanet.activity.consuming import handles
from klimanet.activity.models import Line
from klimanet.entries.emails import tell_author, tell_reporter
from klimanet.entries.models import Comment, Entry, Report


@handles("report.settled", "entry.hidden", "comment.hidden")
def tell(line: Line) -> Callable[[], object] | None:
    """One mail: to whoever reported something, or whose words are hidden."""
    match line.verb:
        case "report.settled":
            report = Report.objects.filter(pk=line.subject_id).with_thing().first()
            return partial(tell_reporter, report) if report else None
        case "comment.hidden":
            comments = Comment.objects.filter(pk=line.subject_id).with_author().select_related("entry__network")
            comment = comments.first()
            return partial(tell_author, comment) if comment else None
        case "entry.hidden":
            entry = Entry.objects.by_key(line.subject_id).with_author().first()
            return partial(tell_author, entry) if entry else None
    return None
