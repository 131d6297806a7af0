"""Which rules of RFC 5545 a series may have, and when it happens. Pure, no I/O.

A series repeats by days, weeks, months or years, at most once a day, so an occurrence is named by
its date in the event's time zone. The wall clock there is what stays the same: a time that a change
of clocks skips is read with the offset before the change, and of one that comes twice it is the
first (RFC 5545, section 3.3.10). python-dateutil expands the rule. It counts from the beginning of
a series, so it is started at the period that is asked for; and it looks for a day that fulfils the
rule up to the year 9999, so what can keep it looking for long is not allowed: days of the month in
a daily rule, and long intervals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from commons.bounds import Bound

MAX_RULE = Bound(200, "recurrence_characters", "Characters of a recurrence rule.")
MAX_COUNT = Bound(1000, "occurrences_per_series", "COUNT of a recurrence rule.")
#: How far ahead the next or the last occurrence is looked for.
HORIZON_DAYS = 20 * 366
DAY_S = 86_400
#: Nothing is planned before or beyond.
FIRST_YEAR, END_YEAR = 1971, 2200
_END_S = int(datetime(END_YEAR, 1, 1, tzinfo=UTC).timestamp())

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_FORMS = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d?",
    "COUNT": r"[1-9]\d{0,3}",
    "UNTIL": r"\d{8}T\d{6}Z",
    "BYDAY": rf"(?:[+-]?[1-9]\d?)?{_DAY}(?:,(?:[+-]?[1-9]\d?)?{_DAY})*",
    "BYMONTHDAY": r"-?(?:[1-9]|[12]\d|3[01])(?:,-?(?:[1-9]|[12]\d|3[01]))*",
    "BYMONTH": r"(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*",
    "BYSETPOS": r"-?[1-9]\d{0,2}(?:,-?[1-9]\d{0,2})*",
    "WKST": _DAY,
}
_CHOICES = ("BYDAY", "BYMONTHDAY", "BYMONTH")


class BadRule(ValueError):
    """A recurrence rule that no event can have; the text says why."""


@dataclass(frozen=True, order=True)
class Occurrence:
    """One time that an event happens: seconds since the epoch, and its name."""

    starts_s: int
    ends_s: int
    date: str
    """Its date in the event's time zone, ``2026-12-24``."""


@dataclass(frozen=True)
class Times:
    """When an event happens: once, or by a rule.

    starts_s, ends_s: of the first time, in seconds since the epoch.
    exceptions: dates on which a series does not happen.
    """

    starts_s: int
    ends_s: int
    time_zone: str
    rule: str | None = None
    exceptions: frozenset[str] = frozenset()
    last_s: int | None = None
    """When the last one begins, once it has been counted (``over_s``)."""

    @property
    def first(self) -> datetime:
        """The wall clock at the first time."""
        return datetime.fromtimestamp(self.starts_s, ZoneInfo(self.time_zone)).replace(tzinfo=None)

    def begins(self) -> bool:
        """Whether the first time is the first that the rule gives."""
        found = next(self._from(self.starts_s, self.starts_s + 1), None)
        return found is not None and found.starts_s == self.starts_s

    def between(self, begin_s: int, end_s: int) -> Iterator[Occurrence]:
        """What begins before ``end_s`` and is not over at ``begin_s``, in order."""
        lasts = self.ends_s - self.starts_s
        for found in self._from(begin_s - lasts, end_s):
            if found.starts_s >= end_s:
                return
            over = found.ends_s <= begin_s and found.starts_s < begin_s
            if not over and found.date not in self.exceptions:
                yield found

    def after(self, at_s: int) -> Occurrence | None:
        """The first that begins after a second, within the horizon."""
        found = self.between(at_s + 1, max(at_s, self.starts_s) + HORIZON_DAYS * DAY_S)
        return next((one for one in found if one.starts_s > at_s), None)

    def current(self, at_s: int) -> Occurrence | None:
        """The first that is not over at a second; the last one when all are."""
        found = next(self.between(at_s, max(at_s, self.starts_s) + HORIZON_DAYS * DAY_S), None)
        if found is None and self.last_s is not None:
            found = max(self.between(self.last_s, self.last_s + 1), default=None)
        return found

    def on(self, day: str) -> Occurrence | None:
        """The one of a date in the event's time zone, ``2026-12-24``."""
        if not is_date(day) or not FIRST_YEAR <= int(day[:4]) < END_YEAR:
            return None
        midnight = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(self.time_zone))
        begin_s = int(midnight.timestamp())
        found = self.between(begin_s - DAY_S, begin_s + 2 * DAY_S)
        return next((one for one in found if one.date == day), None)

    def over_s(self) -> int | None:
        """When the last one ends; None when there is none. Raises BadRule."""
        if self.rule is None:
            return self.ends_s
        parts = parsed(self.rule)
        if "UNTIL" in parts:
            return self._until(_until_s(parts)) + self.ends_s - self.starts_s
        if "COUNT" not in parts:
            return None
        all_of_them = list(self._from(self.starts_s, self.starts_s + HORIZON_DAYS * DAY_S))
        if len(all_of_them) < int(parts["COUNT"]):
            raise BadRule("COUNT must be reached within 20 years")
        return all_of_them[-1].ends_s

    def _until(self, until_s: int) -> int:
        """When the last one begins, as far back as it is looked for."""
        far = max(self.starts_s, until_s - HORIZON_DAYS * DAY_S)
        return max((one.starts_s for one in self._from(far, until_s + 1)), default=until_s)

    def _from(self, begin_s: int, end_s: int) -> Iterator[Occurrence]:
        """All from about ``begin_s`` to about ``end_s``, those of excepted dates as well."""
        zone, lasts = ZoneInfo(self.time_zone), self.ends_s - self.starts_s
        if self.rule is None:
            yield Occurrence(self.starts_s, self.ends_s, self.first.date().isoformat())
            return
        parts, before = parsed(self.rule), -1
        until_s, left = _until_s(parts), int(parts.get("COUNT", 0)) or -1
        if self.last_s is not None:
            until_s, left = self.last_s, -1
        near = self.first if left > 0 else max(self.first, _wall(begin_s, zone) - timedelta(days=2))
        for wall in _expanded(self.rule, self.first, near, _wall(min(end_s, until_s), zone)):
            starts_s = int(wall.replace(tzinfo=zone).timestamp())
            if starts_s <= before or starts_s < self.starts_s:  # a zone once left out a whole day
                continue
            if starts_s > until_s or left == 0:
                return
            before, left = starts_s, left - 1
            yield Occurrence(starts_s, starts_s + lasts, wall.date().isoformat())


@cache
def time_zones() -> frozenset[str]:
    """The names that IANA's database knows, as the tzdata package ships it."""
    from importlib.resources import files  # 20 modules, for who checks times only

    listed = files("tzdata").joinpath("zones").read_text().split()
    return frozenset(listed)


@lru_cache(256)
def parsed(rule: str) -> dict[str, str]:
    """The parts of a rule by name. Raises BadRule."""
    if len(rule) > MAX_RULE:
        raise BadRule(f"must have at most {MAX_RULE} characters")
    parts: dict[str, str] = {}
    for part in rule.split(";"):
        name, _, value = part.partition("=")
        if name not in _FORMS:
            raise BadRule(f"may have {', '.join(_FORMS)}, as in FREQ=WEEKLY;BYDAY=MO")
        if name in parts or not re.fullmatch(_FORMS[name], value, re.ASCII):
            raise BadRule(f"{name} must be given once and have a value of its form")
        parts[name] = value
    _check_together(parts)
    return parts


def _check_together(parts: dict[str, str]) -> None:
    frequency = parts.get("FREQ")
    if frequency is None:
        raise BadRule("must have a FREQ")
    if "COUNT" in parts and "UNTIL" in parts:
        raise BadRule("has a COUNT or an UNTIL, not both")
    if int(parts.get("COUNT", 1)) > MAX_COUNT:
        raise BadRule(f"COUNT must be at most {MAX_COUNT}")
    if frequency in ("DAILY", "WEEKLY") and "BYMONTHDAY" in parts:
        raise BadRule("BYMONTHDAY goes with MONTHLY and YEARLY")
    if frequency in ("DAILY", "WEEKLY") and re.search(r"\d", parts.get("BYDAY", "")):
        raise BadRule("numbers in BYDAY go with MONTHLY and YEARLY")
    most = 5 if frequency == "MONTHLY" or "BYMONTH" in parts else 53
    if any(int(n) > most for n in re.findall(r"\d+", parts.get("BYDAY", ""))):
        raise BadRule(f"numbers in BYDAY are at most {most} here")
    if "BYSETPOS" in parts and not any(name in parts for name in _CHOICES):
        raise BadRule("BYSETPOS chooses among BYDAY, BYMONTHDAY or BYMONTH")
    if any(abs(int(n)) > 366 for n in parts.get("BYSETPOS", "0").split(",")):
        raise BadRule("BYSETPOS is at most 366")
    if "UNTIL" in parts:
        _until_s(parts)


def _until_s(parts: dict[str, str]) -> int:
    """The last second that an occurrence may begin in; far away when the rule says none."""
    if "UNTIL" not in parts:
        return _END_S
    try:
        return int(datetime.strptime(parts["UNTIL"] + "+0000", "%Y%m%dT%H%M%SZ%z").timestamp())
    except ValueError:
        raise BadRule("UNTIL must be a time in UTC, such as 20271224T180000Z") from None


def _wall(at_s: int, zone: ZoneInfo) -> datetime:
    bounded = min(max(at_s, 0), _END_S)
    return datetime.fromtimestamp(bounded, zone).replace(tzinfo=None)


def _expanded(text: str, first: datetime, near: datetime, last: datetime) -> Iterator[datetime]:
    """The wall clock at the times of a rule from the period that ``near`` lies in, in order."""
    parts = _explicit(parsed(text), first)
    kept = ";".join(f"{n}={v}" for n, v in parts.items() if n not in ("COUNT", "UNTIL"))
    rule = rrulestr(kept, dtstart=_aligned(parts, first, near))
    assert isinstance(rule, rrule)
    for wall in rule.replace(until=last + timedelta(days=2)):
        if wall >= first:
            yield wall


def _explicit(parts: dict[str, str], first: datetime) -> dict[str, str]:
    """The rule with what it takes from the first time said outright (RFC 5545, section 3.3.10)."""
    implied: dict[str, str] = {}
    chosen = [name for name in _CHOICES if name in parts]
    match parts["FREQ"]:
        case "WEEKLY" if "BYDAY" not in parts:
            implied["BYDAY"] = _DAYS[first.weekday()]
        case "MONTHLY" | "YEARLY" if chosen in ([], ["BYMONTH"]):
            implied["BYMONTHDAY"] = str(first.day)
            if parts["FREQ"] == "YEARLY" and not chosen:
                implied["BYMONTH"] = str(first.month)
    return parts | implied


def _aligned(parts: dict[str, str], first: datetime, near: datetime) -> datetime:
    """The beginning of the latest period of the series that does not lie after ``near``'s."""
    every = int(parts.get("INTERVAL", 1))
    match parts["FREQ"]:
        case "DAILY":
            return first + timedelta(days=(near.date() - first.date()).days // every * every)
        case "WEEKLY":
            monday = _DAYS.index(parts.get("WKST", "MO"))
            week = first - timedelta(days=(first.weekday() - monday) % 7)
            weeks = (near.date() - week.date()).days // 7
            return week + timedelta(weeks=weeks // every * every)
        case "MONTHLY":
            months = (near.year - first.year) * 12 + near.month - first.month
            index = first.year * 12 + first.month - 1 + months // every * every
            return first.replace(year=index // 12, month=index % 12 + 1, day=1)
    years = (near.year - first.year) // every * every
    return first.replace(year=first.year + years, month=1, day=1)


def is_date(text: str) -> bool:
    """Whether it is a date as RFC 3339 writes it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
