"""Dates and numbers as Danes write them: "tirsdag den 3. juni 2025 kl. 9.00", "1.234,5"."""

import datetime
import re

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

WEEKDAYS = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
MONTHS = [
    *(_("January"), _("February"), _("March"), _("April"), _("May"), _("June")),
    *(_("July"), _("August"), _("September"), _("October"), _("November"), _("December")),
]

HOLIDAYS = {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1)}  # month and day; those that move with Easter are not here


def _local(value: datetime.date) -> datetime.date:
    return timezone.localtime(value) if isinstance(value, datetime.datetime) else value


def midnight(day: datetime.date) -> datetime.datetime:
    """When that day begins in Copenhagen."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def working_day(value: datetime.date, *, back: bool = False) -> datetime.date:
    """That day; where offices are closed on it, the next on which they are open, or the last before it."""
    while value.weekday() > 4 or (value.month, value.day) in HOLIDAYS:
        value += datetime.timedelta(days=-1 if back else 1)
    return value


def day(value: datetime.date) -> str:
    """The date: "3. juni 2025", "3 June 2025"."""
    value = _local(value)
    return gettext("%(day)s %(month)s %(year)s") % {
        "day": value.day,
        "month": MONTHS[value.month - 1],
        "year": value.year,
    }


def month(value: datetime.date) -> str:
    """The month: "juni 2025", "June 2025"."""
    value = _local(value)
    return f"{MONTHS[value.month - 1]} {value.year}"


def weekday(value: datetime.date) -> str:
    """The date with its weekday: "tirsdag den 3. juni 2025", "Tuesday 3 June 2025"."""
    return gettext("%(weekday)s %(date)s") % {"weekday": WEEKDAYS[_local(value).weekday()], "date": day(value)}


def known(value: str) -> str:
    """A date as a source has it, "2025-06-03" or "2024-10", written as `weekday` or `month` does; anything else as it is."""
    if not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value):
        return value
    try:
        found = datetime.date.fromisoformat(f"{value}-01"[:10])
    except ValueError:
        return value
    return weekday(found) if len(value) == len("2025-06-03") else month(found)


def moment(value: datetime.datetime) -> str:
    """Date and time in Copenhagen: "tirsdag den 3. juni 2025 kl. 9.00"; the date alone of what is known to the day."""
    local = timezone.localtime(value)
    if local.time() == datetime.time.min:
        return weekday(value)
    return gettext("%(date)s at %(time)s") % {"date": weekday(value), "time": f"{local.hour}.{local.minute:02}"}


def short(value: datetime.datetime) -> str:
    """For lists: "i dag kl. 9.00", "i går kl. 9.00", else the date."""
    local = timezone.localtime(value)
    days, time = (timezone.localdate() - local.date()).days, f"{local.hour}.{local.minute:02}"
    if days == 0:
        return gettext("today at %s") % time
    if days == 1:
        return gettext("yesterday at %s") % time
    return day(value)


def number(value: float, decimals: int = 0) -> str:
    """`value` with the language's own separators: 653.680 in Danish, 653,680 in English."""
    written = f"{value:,.{decimals}f}"
    return written if get_language() == "en" else written.translate(str.maketrans(",.", ".,"))
