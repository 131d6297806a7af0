"""Circles to test with: made, entered and counted through the front doors."""

from __future__ import annotations

from commons.testing import Person, Reply, call
from functions.communities.endpoints.add_circle_member import add_circle_member
from functions.communities.endpoints.create_circle import create_circle
from functions.communities.endpoints.get_circle import get_circle
from functions.communities.endpoints.list_circles import list_circles
from functions.communities.endpoints.remove_circle_member import remove_circle_member
from functions.communities.models.circles import Circle, Seat
from functions.communities.models.members import Member
from tests.functions.communities.conftest import Place


def ring(place: Place, **body: object) -> str:
    """A new circle's id."""
    body = {"name": "Night shift"} | body
    reply = call(create_circle, f"{place.path}/circles", as_=place.owner, body=body)
    assert reply.status == 201, reply
    return str(reply.body["id"])


def shown(circle_id: str, who: Person) -> Reply:
    """The circle as somebody sees it."""
    return call(get_circle, f"/circles/{circle_id}", as_=who)


def known(place: Place, who: Person) -> list[str]:
    """The circles that somebody knows of."""
    listed = call(list_circles, f"{place.path}/circles", as_=who).body["data"]
    return [circle["id"] for circle in listed]


def enter(circle_id: str, who: Person, whom: str = "me") -> Reply:
    """Come in, or bring somebody in."""
    return call(add_circle_member, f"/circles/{circle_id}/members/{whom}", as_=who)


def leave(circle_id: str, who: Person, whom: str = "me") -> Reply:
    """Go, or remove somebody."""
    return call(remove_circle_member, f"/circles/{circle_id}/members/{whom}", as_=who)


def check_seats(place: Place, circle_id: str) -> int:
    """How many are in a circle, which is the same wherever it is written down."""
    seats = {seat.user_id for seat in Seat.query(f"CIR#{circle_id}", consistent_read=True)}
    rows = Member.query(f"A#{place.community_id}", Member.sk.startswith("M#"))
    inside = {row.user_id for row in rows if row.present and circle_id in (row.circles or ())}
    assert seats == inside
    found = Circle.find(place.community_id, [circle_id])
    if found:
        assert found[circle_id].member_count == len(seats)
    return len(seats)
