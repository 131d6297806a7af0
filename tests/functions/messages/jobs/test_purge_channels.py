"""Every hour: what deletions have left goes."""

from __future__ import annotations

from commons.clock import now_s
from commons.testing import Context, deliver
from functions.messages import purging
from functions.messages.consumers.on_channel_deleted import on_channel_deleted
from functions.messages.jobs.purge_channels import purge_channels
from functions.messages.models import Gone
from tests.functions.messages.consumers.test_on_channel_deleted import deleted
from tests.functions.messages.places import Place, say, stream_rows


def purge() -> None:
    """Run the job."""
    purge_channels({}, Context())


def test_what_came_late_goes_too_and_then_the_note(place: Place) -> None:
    assert deliver(on_channel_deleted, deleted(place)) == []
    say(place, place.owner)  # admitted before the channel was deleted
    purge()
    assert stream_rows(place) == []
    assert Gone.find_row("GONE#", place.channel_id)

    Gone("GONE#", place.channel_id, since_s=now_s() - purging.LATEST_S).save()
    purge()
    assert Gone.find_row("GONE#", place.channel_id) is None


def test_without_time_it_stays_noted(place: Place) -> None:
    say(place, place.owner)
    gone = Gone("GONE#", place.channel_id, since_s=0)
    gone.save()
    purging.purge(gone, until=0)

    assert stream_rows(place) != []
    assert Gone.find_row("GONE#", place.channel_id)
    purge()
    assert stream_rows(place) == []
