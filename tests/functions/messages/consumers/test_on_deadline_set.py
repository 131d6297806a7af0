"""What is due first in a channel stands in Scheduler."""

from __future__ import annotations

from datetime import datetime

from commons.contracts.messages import DeadlineSet
from commons.testing import deliver, emitted
from functions.messages.consumers.on_deadline_set import on_deadline_set
from tests.functions.messages.places import Place, say
from tests.functions.messages.polls import ask, due, remember


def test_the_first_deadline_is_scheduled_whatever_comes_first(place: Place) -> None:
    later = ask(place, place.owner, duration_s=3600)
    sooner = ask(place, place.owner, duration_s=60)
    for event in [*reversed(emitted(DeadlineSet, channel_id=place.channel_id))] * 2:
        assert deliver(on_deadline_set, event) == []

    [only] = due(place)
    closes = datetime.fromisoformat(sooner["poll"]["closes_at"]).timestamp()
    assert closes <= only.at_s < closes + 1
    assert only.detail["channel_id"] == place.channel_id
    assert later["poll"]["closes_at"] > sooner["poll"]["closes_at"]


def test_what_has_no_deadline_is_not_told(place: Place) -> None:
    say(place, place.owner)
    remember(place)
    assert emitted(DeadlineSet, channel_id=place.channel_id) == []
    assert due(place) == []
