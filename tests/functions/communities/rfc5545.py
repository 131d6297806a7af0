"""A second reading of RFC 5545's recurrence rules: every day is asked whether it belongs.

Slow and without python-dateutil: a day is in when its period counts, it fulfils every BY part, and
BYSETPOS chooses it among the days of its period. The wall clock becomes a time by arithmetic on
offsets, not by ``timestamp``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def occurrences(rule: str, first: datetime, zone: str, last: date) -> list[tuple[datetime, date]]:
    """Time (UTC) and date of all up to a date; ``first`` is a wall clock in the zone."""
    parts = dict(part.split("=") for part in rule.split(";"))
    found = []
    for day in _days(parts, first.date(), last):
        at = _instant(datetime.combine(day, first.time()), ZoneInfo(zone))
        if day < first.date() or ("UNTIL" in parts and at > _until(parts["UNTIL"])):
            continue
        found.append((at, day))
    return found[: int(parts.get("COUNT", len(found) or 1))]


def _days(parts: dict[str, str], first: date, last: date) -> Iterator[date]:
    begin = date(first.year, 1, 1) - timedelta(days=7)
    days = [begin + timedelta(days=n) for n in range((last - begin).days + 1)]
    start = _period(parts, first)
    for period, some in groupby(days, key=lambda day: _period(parts, day)):
        if period < start or (period - start) % int(parts.get("INTERVAL", 1)):
            continue
        chosen = [day for day in some if _belongs(parts, first, day)]
        if "BYSETPOS" in parts:
            wanted = [int(n) for n in parts["BYSETPOS"].split(",")]
            at = {n - 1 if n > 0 else len(chosen) + n for n in wanted}
            chosen = [day for n, day in enumerate(chosen) if n in at]
        yield from chosen


def _period(parts: dict[str, str], day: date) -> int:
    match parts["FREQ"]:
        case "DAILY":
            return day.toordinal()
        case "WEEKLY":
            return (day.toordinal() - 1 - DAYS.index(parts.get("WKST", "MO"))) // 7
        case "MONTHLY":
            return day.year * 12 + day.month
    return day.year


def _belongs(parts: dict[str, str], first: date, day: date) -> bool:
    months, monthdays, weekdays = (
        parts[name].split(",") if name in parts else None
        for name in ("BYMONTH", "BYMONTHDAY", "BYDAY")
    )
    frequency, alone = parts["FREQ"], monthdays is None and weekdays is None
    if frequency == "WEEKLY" and weekdays is None:
        weekdays = [DAYS[first.weekday()]]
    if frequency in ("MONTHLY", "YEARLY") and alone:
        monthdays = [str(first.day)]
    if frequency == "YEARLY" and alone and months is None:
        months = [str(first.month)]
    length = (date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(days=1)).day
    return (
        (months is None or str(day.month) in months)
        and (monthdays is None or bool({str(day.day), str(day.day - length - 1)} & {*monthdays}))
        and (weekdays is None or any(_is_weekday(parts, one, day) for one in weekdays))
    )


def _is_weekday(parts: dict[str, str], wanted: str, day: date) -> bool:
    if DAYS[day.weekday()] != wanted[-2:]:
        return False
    if wanted[:-2] == "":
        return True
    within_month = parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts
    begin = day.replace(day=1) if within_month else date(day.year, 1, 1)
    end = (
        date(day.year + day.month // 12, day.month % 12 + 1, 1)
        if within_month
        else date(day.year + 1, 1, 1)
    )
    number = int(wanted[:-2])
    if number > 0:
        return (day - begin).days // 7 + 1 == number
    return (end - timedelta(days=1) - day).days // 7 + 1 == -number


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """A skipped time is read with the offset before the change, of a double one it is the first."""
    midnight = (wall - timedelta(hours=12)).replace(tzinfo=zone).utcoffset() or timedelta()
    after = (wall + timedelta(hours=12)).replace(tzinfo=zone).utcoffset() or timedelta()
    for offset in (midnight, after):
        at = (wall - offset).replace(tzinfo=UTC)
        if at.astimezone(zone).replace(tzinfo=None) == wall:
            return at
    return (wall - midnight).replace(tzinfo=UTC)


def _until(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
