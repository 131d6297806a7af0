"""When series happen: as a second reading of RFC 5545 says, and never at length."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from commons.recurrence import DAY_S, BadRule, Occurrence, Times, parsed
from functions.communities.rules.agenda import Window
from tests.functions.communities.rfc5545 import DAYS, occurrences

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
HOUR_S = 3600


def times(rule: str, first: datetime, zone: str, lasts_s: int = HOUR_S) -> Times:
    """A series that begins at a wall clock."""
    begins = int(first.replace(tzinfo=ZoneInfo(zone)).timestamp())
    series = Times(begins, begins + lasts_s, zone, rule)
    over = series.over_s()
    last = None if over is None else over - lasts_s
    return Times(begins, begins + lasts_s, zone, rule, last_s=last)


def shown(found: Iterator[Occurrence]) -> list[tuple[datetime, object]]:
    """As the second reading says it."""
    return [
        (datetime.fromtimestamp(one.starts_s, UTC), datetime.fromisoformat(one.date).date())
        for one in found
    ]


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules that people have, and many that nobody has."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}"]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 5))}")
    if draw(st.integers(0, 2)) == 0:
        parts.append(f"BYMONTH={_some(draw, st.integers(1, 12))}")
    if frequency in ("MONTHLY", "YEARLY") and draw(st.integers(0, 2)) == 0:
        monthdays = st.integers(-31, 31).filter(bool)
        parts.append(f"BYMONTHDAY={_some(draw, monthdays)}")
    if draw(st.booleans()):
        numbered = frequency in ("MONTHLY", "YEARLY") and draw(st.booleans())
        number = st.integers(-5, 5).filter(bool) if numbered else st.just("")
        day = st.tuples(number, st.sampled_from(DAYS)).map(lambda d: f"{d[0]}{d[1]}")
        parts.append(f"BYDAY={_some(draw, day)}")
    if len(parts) > 2 and any(p.startswith("BY") for p in parts) and draw(st.booleans()):
        parts.append(f"BYSETPOS={_some(draw, st.integers(-4, 4).filter(bool))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(DAYS))}")
    if draw(st.integers(0, 2)) == 0:
        parts.append(draw(st.sampled_from(["COUNT=7", "UNTIL=20281224T170000Z"])))
    return ";".join(parts)


def _some(draw: st.DrawFn, kind: st.SearchStrategy[object]) -> str:
    return ",".join(map(str, draw(st.lists(kind, min_size=1, max_size=3, unique=True))))


def check_series(rule: str, day: int, clock: int, zone: str) -> None:
    """From its first occurrence on, windows anywhere hold what the second reading says."""
    somewhen = datetime(2026, 1, 1) + timedelta(days=day, minutes=clock * 30)
    endless = ";".join(p for p in rule.split(";") if not p.startswith(("COUNT", "UNTIL")))
    found = occurrences(endless, somewhen, zone, datetime(2029, 1, 1).date())
    assume(found)
    first = datetime.combine(found[0][1], somewhen.time())
    second = occurrences(rule, first, zone, datetime(2033, 1, 1).date())
    assume(second and ("COUNT" not in rule or len(second) == 7))
    series = times(rule, first, zone)
    assert series.begins()
    for begin in (second[0][0], second[len(second) // 2][0], second[0][0] + timedelta(days=700)):
        end = begin + timedelta(days=366)
        wanted = [one for one in second if begin <= one[0] < end]
        window = int(begin.timestamp()), int(end.timestamp())
        got = [one for one in shown(series.between(*window)) if one[0] >= begin]
        assert got == wanted


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules(), st.integers(0, 400), st.integers(0, 47), st.sampled_from(ZONES))
def test_series_happen_when_the_rfc_says(rule: str, day: int, clock: int, zone: str) -> None:
    check_series(rule, day, clock, zone)


@pytest.mark.nightly
@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules(), st.integers(0, 400), st.integers(0, 47), st.sampled_from(ZONES))
def test_many_series_happen_when_the_rfc_says(rule: str, day: int, clock: int, zone: str) -> None:
    check_series(rule, day, clock, zone)


@pytest.mark.parametrize("frequency", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
@pytest.mark.parametrize("every", [2, 3, 7])
def test_a_window_anywhere_is_part_of_the_whole(frequency: str, every: int) -> None:
    """Wherever it is begun to be read, a series keeps step with its first occurrence."""
    series = times(f"FREQ={frequency};INTERVAL={every}", datetime(2026, 3, 4, 18), "Europe/Berlin")
    whole = list(series.between(series.starts_s, series.starts_s + 30 * 366 * DAY_S))
    for day in range(0, 9 * 366, 41):
        begin_s = series.starts_s + day * DAY_S + 7 * HOUR_S
        end_s = begin_s + 366 * DAY_S
        wanted = [one for one in whole if begin_s <= one.starts_s < end_s]
        assert [o for o in series.between(begin_s, end_s) if o.starts_s >= begin_s] == wanted


#: (rule, first, dates): the examples of RFC 5545, section 3.8.5.3, that an event can have.
OF_THE_RFC = [
    ("FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02", "09-02 09-12 09-22 10-02 10-12"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;WKST=SU;BYDAY=TU,TH", "1997-09-02", "09-02 09-04 09-16 09-18"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05", "08-05 08-10 08-19 08-24"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05", "08-05 08-17 08-19 08-31"),
    ("FREQ=MONTHLY;COUNT=3;BYDAY=1FR", "1997-09-05", "09-05 10-03 11-07"),
    ("FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU", "1997-09-07", "09-07 09-28 11-02 11-30"),
    ("FREQ=MONTHLY;COUNT=2;BYMONTHDAY=-3", "1997-09-28", "09-28 10-29"),
    ("FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3;COUNT=3", "1997-09-04", "09-04 10-07 11-06"),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3", "1997-09-29", "09-29 10-30 11-27"),
    ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2", "1998-02-13", "02-13 03-13"),
    ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=3", "1997-03-13", "03-13 03-20 03-27"),
]


@pytest.mark.parametrize(("rule", "first", "dates"), OF_THE_RFC)
def test_the_examples_of_the_rfc(rule: str, first: str, dates: str) -> None:
    series = times(rule, datetime.fromisoformat(f"{first}T09:00"), "America/New_York")
    found = series.between(series.starts_s, series.starts_s + 366 * DAY_S)
    assert " ".join(one.date[5:] for one in found) == dates


def test_the_clock_on_the_wall_stays_the_same() -> None:
    series = times("FREQ=WEEKLY", datetime(2026, 10, 18, 18), "Europe/Berlin")
    hours = [
        at.hour for at, _ in shown(series.between(series.starts_s, series.starts_s + 9 * DAY_S))
    ]
    assert hours == [16, 17]


def test_a_time_that_is_skipped_and_one_that_comes_twice() -> None:
    """02:30 in Berlin: read with the offset before the change, and the first of the two."""
    spring = times("FREQ=DAILY", datetime(2027, 3, 27, 2, 30), "Europe/Berlin")
    found = [at for at, _ in shown(spring.between(spring.starts_s, spring.starts_s + 3 * DAY_S))]
    assert [(at.day, at.hour) for at in found[:3]] == [(27, 1), (28, 1), (29, 0)]
    autumn = times("FREQ=DAILY", datetime(2027, 10, 30, 2, 30), "Europe/Berlin")
    found = [at for at, _ in shown(autumn.between(autumn.starts_s, autumn.starts_s + 3 * DAY_S))]
    assert [(at.day, at.hour) for at in found[:3]] == [(30, 0), (31, 0), (1, 1)]


HOSTILE = [
    "FREQ=YEARLY;INTERVAL=99;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;INTERVAL=1;BYMONTH=2;BYMONTHDAY=29;BYDAY=TU",
    "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=60,-307",
    "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=29;BYMONTH=2",
    "FREQ=MONTHLY;INTERVAL=99;BYMONTHDAY=29;BYDAY=5TU",
    "FREQ=WEEKLY;INTERVAL=99;BYDAY=TU;BYMONTH=2",
    "FREQ=WEEKLY;INTERVAL=52;BYDAY=TU;BYMONTH=2;BYSETPOS=1",
    "FREQ=DAILY;INTERVAL=98;BYDAY=TU;BYMONTH=2",
    "FREQ=DAILY;BYDAY=TU;BYMONTH=2;BYSETPOS=1,-1",
    "FREQ=MONTHLY;BYMONTHDAY=29;BYMONTH=2;COUNT=1000",
]


@pytest.mark.parametrize("rule", HOSTILE)
def test_no_rule_costs_much(rule: str) -> None:
    """Counted in calls of functions: a list of one event, and what is asked of it elsewhere."""
    with counted() as calls:
        try:
            series = times(rule, datetime(2028, 2, 29, 18), "Europe/Berlin")
        except BadRule:
            return
    assert calls[0] < 100_000
    for years in range(0, 160, 40):
        at_s = series.starts_s + years * 366 * DAY_S
        with counted() as calls:
            list(series.between(at_s, at_s + 366 * DAY_S))
        assert calls[0] < 25_000
        with counted() as calls:
            series.after(at_s)
            series.current(at_s)
        assert calls[0] < 100_000


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many functions are called in a block, builtin ones included."""
    calls = [0]

    def note(frame: object, event: str, _: object) -> None:
        calls[0] += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)


@given(st.text(alphabet="FREQ=DAILYWKBYMOTHUSCNP;,-+0123456789Z", max_size=210))
def test_any_text_is_a_rule_or_is_refused(text: str) -> None:
    try:
        parsed(text)
    except BadRule:
        return
    times(text, datetime(2028, 2, 29, 18), "UTC")


def test_a_page_of_a_full_calendar_expands_little() -> None:
    """500 series that happen daily: a page is found without the other 183,000 occurrences."""
    made = [Dated(f"cev_{n:026}", datetime(2026, 1, 1, n % 24)) for n in range(500)]
    begin_s = int(datetime(2031, 1, 1, tzinfo=UTC).timestamp())
    window = Window(begin_s, begin_s + 366 * DAY_S)
    page, more = window.page(made, 100)
    assert (len(page), more) == (100, True)
    assert sum(one.expanded for one in made) <= 500 * 9
    back, _ = window.page(made, 100, before=page[-1].position)
    assert back == page[:-1]


class Dated:
    """A daily series that counts how much of it is expanded."""

    def __init__(self, event_id: str, first: datetime) -> None:
        self.event_id, self.expanded = event_id, 0
        self._times = times("FREQ=DAILY", first, "UTC")

    @property
    def times(self) -> Times:
        """Itself: it counts."""
        return self  # type: ignore[return-value]

    def between(self, begin_s: int, end_s: int) -> Iterator[Occurrence]:
        """What its times say."""
        for found in self._times.between(begin_s, end_s):
            self.expanded += 1
            yield found
