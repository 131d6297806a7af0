"""Everything one is in, requests apart."""

from __future__ import annotations

import pytest

from commons.testing import Person, person
from functions.messages.endpoints.list_dms import list_dms
from tests.functions.messages.directs import begin, dm, group, listed, people
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_needs_caller

pytestmark = pytest.mark.usefixtures("fresh_caches")


def test_dms_and_groups_are_listed_and_requests_apart(alice: Person, bob: Person) -> None:
    eve = person()
    own = [dm(alice, bob), group(alice, bob, eve)]
    asked = begin(person(), alice).body["id"]
    assert listed(alice) == sorted(own)
    assert listed(alice, "request") == [asked]
    assert listed(person()) == []


def test_pages_hold_everything_once(alice: Person) -> None:
    ids = sorted(dm(alice, other) for other in people(4))
    listing = Listing(list_dms, "/dms", alice)
    for limit in (1, 3):
        assert [row["id"] for row in walked(listing, limit)] == ids
    check_bad_cursors(listing)


def test_nobody_reads_without_a_token(aws: str) -> None:
    check_needs_caller(list_dms, "/dms")
