"""Communities to test in, made through the front doors."""

from commons.testing import Person, call
from functions.communities.endpoints.create_community import create_community


def community(owner: Person, *, visibility: str = "private") -> tuple[str, str]:
    """A new community and its text channel."""
    body = {"name": "Acme", "visibility": visibility}
    made = call(create_community, "/communities", as_=owner, body=body).body
    return str(made["id"]), str(made["channels"][0]["id"])
