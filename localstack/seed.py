"""A small believable community, made through the public HTTP API like any client would."""

import uuid
from typing import Any

import httpx

from localstack.instance import LocalError

# For the machine of a developer only: the stage these live in is thrown away with every start.
PASSWORD = "correct-horse-battery-staple"
ALICE = {"email": "alice@example.com", "handle": "alice", "display_name": "Alice Moreau"}
BOB = {"email": "bob@example.com", "handle": "bob", "display_name": "Bob Okafor"}
COMMUNITY = {
    "name": "Sunday Bakers",
    "description": "Sourdough, crumb shots and honest failures.",
    "visibility": "private",
}
CHANNELS = (
    {"name": "starters", "type": "text", "topic": "Flour, water, patience"},
    {"name": "show-and-tell", "type": "text", "topic": "What came out of the oven"},
)
CONVERSATION = (
    ("alice", "Welcome, Bob! Say hello, and tell us what is rising in your kitchen."),
    ("bob", "Hello! A rye starter called Gary. He is three weeks old and very moody."),
    ("alice", "Rye is forgiving. Keep him at 26 °C and feed 1:2:2 before bed."),
    ("bob", "26 °C it is. He doubled in five hours yesterday, so maybe Sunday is the day."),
    ("alice", "Post the crumb in #show-and-tell, whatever it looks like."),
)


def seed(api_url: str) -> dict[str, str]:
    """Make two people, a community with channels, an invite and a conversation.

    Answers what to print: how to sign in and where to go. Raises LocalError when the API refuses.
    """
    with httpx.Client(base_url=f"{api_url}/v1", timeout=60, trust_env=False) as client:
        alice, bob = (register(client, person) for person in (ALICE, BOB))
        community = post(client, "/communities", alice, COMMUNITY)
        for channel in CHANNELS:
            post(client, f"/communities/{community['id']}/channels", alice, channel)
        terms = {"max_uses": 25, "expires_in": 604_800}
        invite = post(client, f"/communities/{community['id']}/invites", alice, terms)
        post(client, f"/invites/{invite['code']}/accept", bob)
        general = general_channel(community)
        tokens = {"alice": alice, "bob": bob}
        for author, text in CONVERSATION:
            message = {"content": text, "nonce": uuid.uuid4().hex}
            post(client, f"/channels/{general}/messages", tokens[author], message)
    return {
        "community": COMMUNITY["name"],
        "invite_code": invite["code"],
        "password": PASSWORD,
    }


def register(client: httpx.Client, person: dict[str, str]) -> str:
    """Sign one person up; answers the access token."""
    tokens = post(client, "/auth/register", None, {**person, "password": PASSWORD})
    return str(tokens["access_token"])


def general_channel(community: dict[str, Any]) -> str:
    """The text channel every community comes with."""
    for channel in community.get("channels", []):
        if channel["name"] == "general":
            return str(channel["id"])
    raise LocalError("seed: the new community came without its channel `general`.")


def post(
    client: httpx.Client, path: str, token: str | None, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    """One request that must succeed, or a LocalError with what the API said."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        answer = client.post(path, json=body, headers=headers)
    except httpx.HTTPError as error:
        raise LocalError(f"seed: POST {path} got no answer: {error!r}") from error
    if not answer.is_success:
        raise LocalError(f"seed: POST {path} answered {answer.status_code}: {answer.text[:500]}")
    result: dict[str, Any] = answer.json() if answer.content else {}
    return result
