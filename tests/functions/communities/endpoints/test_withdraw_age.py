"""Taking back that one is old enough; how it acts is with ``test_confirm_age``."""

from functions.communities.endpoints.withdraw_age import withdraw_age
from tests.functions.communities.conftest import Place, check_hidden


def test_a_private_community_is_hidden(place: Place) -> None:
    check_hidden(withdraw_age, lambda id_: f"/communities/{id_}/members/me/age-confirmation", place)
