"""Going on with a circle that is not empty yet; what it does is with ``test_on_circle_deleted``."""

from commons.ids import CIRCLE, COMMUNITY, USER, new_id
from functions.communities.jobs.empty_circle import empty_circle
from tests.refusals import nothing_changes


def test_a_circle_that_nobody_is_in_is_done(aws: str) -> None:
    ids = (("community_id", COMMUNITY), ("circle_id", CIRCLE), ("actor_id", USER))
    detail = {name: new_id(kind) for name, kind in ids}
    with nothing_changes("communities"):
        empty_circle({"detail": detail}, None)
