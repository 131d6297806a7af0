"""One believable value for every field of an event, by its name and type."""

from __future__ import annotations

from typing import Any

ULID = "01M9Z3K5T7W9Y1B3D5F7H9K1M3"
TIME = "2027-03-01T09:30:00.000Z"
IDS = {
    "event_id": "evt",
    "user_id": "usr",
    "owner_id": "usr",
    "actor_id": "usr",
    "inviter_id": "usr",
    "invite_id": "inv",
    "author_id": "usr",
    "session_id": "ses",
    "community_id": "com",
    "channel_id": "chn",
    "message_id": "msg",
    "parent_id": "chn",
    "circle_id": "cir",
    "raid_id": "rad",
    "membership_id": "mem",
    "other_id": "usr",
    "ban_id": "ban",
    "calendar_event_id": "cev",
    "creator_id": "usr",
    "comment_id": "cmt",
    "accepted_comment_id": "cmt",
    "post_id": "pst",
    "reaction_id": "rct",
    "role_id": "rol",
    "target_id": "pst",
    "thread_id": "chn",
    "tier_id": "rol",
    "scheduled_id": "sch",
    "seat_id": "sea",
}
VALUES: dict[str, Any] = {
    "action": "post_updated",
    "change": "joined",
    "kind": "dm",
    "state": "open",
    "recipients": [f"usr_{ULID}"],
    "admin_ids": [],
    "allow": {f"rol_{ULID}": "4"},
    "answer": "going",
    "at": TIME,
    "closed_at": TIME,
    "auto_archive_min": 1440,
    "code": "hR3vT0kQ9xZ2mN5bL8cWsA",
    "avatar_url": "https://media.example.org/ada.png",
    "bio": "Grows tomatoes.",
    "color": "#c86432",
    "consented_at": TIME,
    "consent_from": 3,
    "content": "The tomatoes are up.",
    "created_at": TIME,
    "deleted_at": TIME,
    "deny": {f"rol_{ULID}": "0"},
    "description": "Tomatoes, mostly.",
    "display_name": "Ada",
    "edited_at": TIME,
    "emoji": "🍅",
    "handle": "ada",
    "ends_at": "2027-03-01T11:30:00.000Z",
    "joined_at": TIME,
    "join": "open",
    "locale": "en",
    "location": "The old mill",
    "max_members": 12,
    "name": "general",
    "nick": "Countess",
    "nonce": "5f0c2a",
    "occurrence": "2027-03-01",
    "page": 1,
    "permissions": "7",
    "position": 3,
    "relation": "friend",
    "since": TIME,
    "recurrence": "FREQ=WEEKLY;BYDAY=MO",
    "published_at": TIME,
    "reason": "Off topic.",
    "purge_at": "2026-12-21T09:00:00.000Z",
    "revision": 3,
    "rules_version": 4,
    "role_ids": [f"com_{ULID}", f"rol_{ULID}"],
    "roles": [f"rol_{ULID}"],
    "roles_end": {f"rol_{ULID}": TIME},
    "seq": 42,
    "slow_mode_s": 0,
    "sq": 42,
    "starts_at": TIME,
    "time_zone": "Europe/Berlin",
    "title": "Sourdough for beginners",
    "step": 1,
    "timeout_until": TIME,
    "topic": "What grows, what does not.",
    "ts": TIME,
    "type": "text",
    "version": 7,
    "visibility": "private",
}
#: What stays null in an example although it could hold something.
NULL = {"ciphertext", "edited_at", "expires_at", "forward", "poll", "thread"}


#: What the ids of a stream's event are of, by the first word of its type.
OWN = {
    "CHANNEL": "chn",
    "CIRCLE": "cir",
    "COMMUNITY": "com",
    "DM": "dmc",
    "EVENT": "cev",
    "INVITE": "inv",
    "ROLE": "rol",
    "THREAD": "chn",
}


def example_of(schema: dict[str, Any]) -> dict[str, Any]:
    """An event that the schema allows."""
    parts, made = schema.get("$defs", {}), dict[str, Any]()
    for name, shape in schema["properties"].items():
        if name == "d":
            own = OWN.get(made["t"].partition("_")[0], "msg")
            made[name] = _object(shape, parts, own)
        else:
            made[name] = _value(name, shape, parts, "evt")
    return made


def _object(schema: dict[str, Any], parts: dict[str, Any], own: str) -> dict[str, Any]:
    return {name: _value(name, s, parts, own) for name, s in schema["properties"].items()}


def _value(name: str, schema: dict[str, Any], parts: dict[str, Any], own: str) -> Any:
    if "$ref" in schema:
        schema = parts[schema["$ref"].rpartition("/")[2]]
    if "const" in schema:
        return schema["const"]
    if name in NULL and "anyOf" in schema:
        return None
    if name == "id":
        return f"{own}_{ULID}"
    if name in IDS:
        return f"{IDS[name]}_{ULID}"
    allowed = schema.get("enum")
    if allowed and VALUES.get(name) not in allowed:
        return allowed[0]
    if name in VALUES:
        return VALUES[name]
    if "anyOf" in schema:
        return _value(name, schema["anyOf"][0], parts, own)
    match schema.get("type"):
        case "object":
            return _object(schema, parts, "msg") if "properties" in schema else {}
        case "array":
            return []
        case "boolean":
            return False
        case "integer":
            return 0
    raise ValueError(f"tools/events/examples.py knows no example for {name}")
