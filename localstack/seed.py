"""A small believable community, made through the public HTTP API like any client would."""

import uuid
from datetime import UTC, datetime, timedelta
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
FORUM = {"name": "questions", "type": "forum", "topic": "Ask the bakers"}
TAGS = {"tags": [{"name": "Rye", "emoji": "🌾"}, {"name": "Ovens", "emoji": "🔥"}]}
QUESTION = {
    "title": "Why are my loaves flat?",
    "content": "They spread like a puddle. **Hydration is 80 %**, proof is overnight at 22 °C.",
}
ANSWER = {"content": "Too warm for a whole night: four hours, or the fridge."}
CIRCLE = {"name": "Night shift", "description": "For whoever bakes at three."}
MEETING = {
    "title": "Sunday bake",
    "location": "The old mill",
    "time_zone": "Europe/Paris",
    "recurrence": "FREQ=WEEKLY;BYDAY=SU",
    "capacity": 12,
}
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
        terms = {"max_uses": 25, "expires_in": 604_800}
        invite = post(client, f"/communities/{community['id']}/invites", alice, terms)
        post(client, f"/invites/{invite['code']}/accept", bob)
        furnish(client, community["id"], alice, bob)
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


def furnish(client: httpx.Client, community_id: str, alice: str, bob: str) -> None:
    """Channels in a category, a forum with an answered question, a circle, a weekly event."""
    path = f"/communities/{community_id}"
    category = post(client, f"{path}/channels", alice, {"name": "Kitchen", "type": "category"})
    for channel in CHANNELS:
        place = {**channel, "parent_id": category["id"]}
        post(client, f"{path}/channels", alice, place)
    forum = post(client, f"{path}/channels", alice, FORUM)["id"]
    tags = post(client, f"/channels/{forum}/tags", alice, TAGS, method="PUT")["tags"]
    asked = post(client, f"/channels/{forum}/posts", bob, {**QUESTION, "tags": [tags[0]["id"]]})
    said = post(client, f"/posts/{asked['id']}/comments", alice, ANSWER)
    accepted = {"comment_id": said["id"]}
    post(client, f"/posts/{asked['id']}/accepted-answer", bob, accepted, method="PUT")
    post(client, f"{path}/circles", alice, CIRCLE)
    event = post(client, f"{path}/events", alice, MEETING | next_sunday())
    post(client, f"/events/{event['id']}/rsvp", bob, {"answer": "going"}, method="PUT")


def next_sunday() -> dict[str, str]:
    """When the bakers meet: from nine to noon UTC."""
    now = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    starts = now + timedelta(days=7 - now.isoweekday() % 7)
    return {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=3)).isoformat()}


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
    client: httpx.Client,
    path: str,
    token: str | None,
    body: dict[str, Any] | None = None,
    *,
    method: str = "POST",
) -> dict[str, Any]:
    """One request that must succeed, or a LocalError with what the API said."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        answer = client.request(method, path, json=body, headers=headers)
    except httpx.HTTPError as error:
        raise LocalError(f"seed: {method} {path} got no answer: {error!r}") from error
    if not answer.is_success:
        raise LocalError(
            f"seed: {method} {path} answered {answer.status_code}: {answer.text[:500]}"
        )
    result: dict[str, Any] = answer.json() if answer.content else {}
    return result
