"""A community is run from the command line, against the real functions."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commons.testing import Person, person
from creavio import Client, ProblemError
from creavio.asked import UnclearAnswerError
from creavio.cli import _explained, _parser
from creavio.commands.running import CommandError, Context
from creavio.models import Tag
from creavio.places import NoSuchPlaceError, find_place
from creavio.profiles import Profile
from tests.functions.messages.directs import relate

from .functions import client_of

pytestmark = pytest.mark.usefixtures("aws")


class Shell:
    """Somebody who types commands; what they print comes back as lines of cells."""

    def __init__(
        self, who: Person, home: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.user_id = who.user_id
        self.client: Client = client_of(who)
        self._patches = home
        self._capsys = capsys
        self.status = 0

    async def __call__(self, *words: str, typed: str = "") -> list[list[str]]:
        options = _parser().parse_args(words)
        self._patches.setattr("sys.stdin", io.StringIO(typed))
        self._capsys.readouterr()
        self.status = await options.run(Context(self.client, Profile("x"), options))
        return [line.split("\t") for line in self._capsys.readouterr().out.splitlines()]


type People = tuple[Shell, Shell]


@pytest.fixture
async def people(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> AsyncIterator[People]:
    """Alice and Bob, in their shells."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    alice, bob = (Shell(person(), monkeypatch, capsys) for _ in range(2))
    yield alice, bob
    for shell in (alice, bob):
        await shell.client.aclose()


async def test_founding_finding_and_ending(people: People) -> None:
    alice, bob = people
    name = f"Garden {alice.user_id[-8:]}"
    ((garden,),) = await alice("create", name, "--public")
    assert await bob("directory", *name.split()) == [[name, "1", garden]]
    await bob("join", garden)
    assert await bob("communities") == [[name, "2", garden]]
    await alice("transfer", name, bob.user_id)
    await bob("delete", garden)
    assert await bob("communities") == []
    assert [row[2] for row in await bob("communities", "--deleted")] == [garden]
    await bob("restore", name)
    assert [row[2] for row in await bob("communities")] == [garden]
    await alice("leave", garden)
    assert await alice("communities") == []


async def test_beginning_with_what_others_have_made(people: People) -> None:
    alice, bob = people
    ((garden,),) = await alice("create", "Garden")
    await alice("role", "create", garden, "Gardeners", "KICK_MEMBERS")
    await alice.client.channels.create(garden, "seeds", type="forum")
    ((code,),) = await alice("template", "create", garden, "Gardens")
    await alice("template", "rename", code, "Beds", "--description", "two")
    ((name, hidden, uses, _, listed),) = await alice("template", "list", garden)
    assert (name, hidden, uses, listed) == ("Beds", "", "0", code)
    shown = await bob("template", "show", code)
    assert shown[0] == ["role", "Gardeners", "KICK_MEMBERS", ""]
    assert shown[-2:] == [["channel", "general", "text", ""], ["channel", "seeds", "forum", ""]]
    ((copy,),) = await bob("create", "My garden", "--template", code)
    assert [row[1] for row in await bob("role", "list", copy)] == ["Gardeners", "everyone"]
    await alice.client.circles.create(garden, "Night shift")
    await alice("template", "refresh", code)
    assert ["circle", "Night shift", "visible, open", ""] in await bob("template", "show", code)
    await alice("template", "delete", code)
    assert await alice("template", "list", garden) == []


async def test_keeping_people_out(people: People) -> None:
    alice, bob = people
    ((garden,),) = await alice("create", "Garden")
    ((code,),) = await alice("invite", garden)
    await bob("join", code)
    seen = await alice("raid", garden, "--by", "me", "--preview")
    assert len(seen) == 1
    await alice("ban", garden, bob.user_id, "--reason", "Shouting")
    ((_, _, reason, who),) = await alice("bans", garden)
    assert (reason, who) == ("Shouting", bob.user_id)
    await alice("unban", garden, bob.user_id)
    assert await alice("bans", garden) == []
    assert [row[3] for row in await alice("audit", garden)][-2:] == ["member_banned", "ban_lifted"]
    with pytest.raises(CommandError, match="nobody is called 'nobody_at_all'"):
        await alice("kick", garden, "nobody_at_all")


async def test_inviting_into_a_circle(people: People) -> None:
    alice, bob = people
    ((garden,),) = await alice("create", "Garden")
    circle = await alice.client.circles.create(garden, "Night shift")
    await alice.client.channels.create(garden, "ovens", circle_id=circle.id)
    for named in ("Night shift", circle.id):
        ((code,),) = await alice("invite", garden, "--circle", named, "--reason", "Busy nights")
    seen = await bob.client.invites.get(code)
    assert seen.circle is not None
    assert (seen.circle_id, seen.circle.name) == (circle.id, "Night shift")
    assert await bob("join", code) == [[garden]]
    assert [one.name for one in await bob.client.channels.list(garden).all()] == ["ovens"]
    assert (await alice("audit", garden))[-1][3:6:2] == ["invite_created", "Busy nights"]
    with pytest.raises(NoSuchPlaceError, match="Night shift"):
        await alice("invite", garden, "--circle", "Day shift")


async def test_a_refusal_says_what_is_missing_and_how_to_ask_why(people: People) -> None:
    alice, bob = people
    ((garden,),) = await alice("create", "Garden", "--public")
    await bob("join", garden)
    with pytest.raises(ProblemError) as refused:
        await bob("kick", garden, alice.user_id)
    text = _explained(refused.value, _parser().parse_args(["kick", garden, "alice"]))
    assert text.endswith(f" You lack KICK_MEMBERS.; why: creavio explain {garden} KICK_MEMBERS")


async def test_gathering(people: People) -> None:
    alice, bob = people
    ((garden,),) = await alice("create", "Garden", "--public")
    await bob("join", garden)
    soon = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=1)
    event = await alice.client.calendar.create(
        garden, "Planting", soon, soon + timedelta(hours=1), capacity=3
    )
    await bob("rsvp", event.id, "going")
    ((_, starts, title, _, going, yours, listed),) = await bob("events", garden)
    assert (title, going, yours, listed) == ("Planting", "1 of 3", "going", event.id)
    assert starts == f"{soon:%Y-%m-%d %H:%M}"
    await bob("rsvp", event.id, "none")
    assert (await bob("events", garden))[0][4] == "0 of 3"
    forum = await alice.client.channels.create(garden, "questions", type="forum")
    await alice.client.posts.set_tags(forum.id, [Tag("Rye")])
    place = f"{garden}/questions"
    ((post,),) = await bob("post", place, "Flat loaves", "--tag", "Rye", typed="Why?\n")
    assert [(row[0], row[4]) for row in await alice("posts", place)] == [("Flat loaves", post)]
    with pytest.raises(CommandError, match="no tag 'Oat'; there is: Rye"):
        await bob("post", place, "x", "--tag", "Oat", typed="x")
    with pytest.raises(CommandError, match="#general is no forum"):
        await bob("posts", f"{garden}/general")
    await alice.client.circles.create(garden, "Night shift")
    assert [row[:4] for row in await bob("circles", garden)] == [
        ["Night shift", "0", "visible, open", ""]
    ]


async def test_newcomers_read_the_rules_agree_and_answer(people: People, tmp_path: Path) -> None:
    alice, bob = people
    ((garden,),) = await alice("create", "Garden", "--public")
    options = [{"label": "Roses", "emoji": "🌹"}, {"label": "Tomatoes"}]
    questions = [
        {"prompt": "What grows?", "kind": "multiple", "options": options},
        {"prompt": "Where?", "required": True, "options": [{"label": "North"}]},
    ]
    file = tmp_path / "asked.json"
    file.write_text(json.dumps({"rules": "Be kind.\nWater.", "questions": questions}))
    assert await alice("ask", garden, str(file)) == [["1"]]
    await bob("join", garden)
    told = ["rules, version 1:", "Be kind.", "Water.", "1. What grows? (several)"]
    shown = [row[0] for row in await bob("rules", garden)]
    assert shown == [
        *(*told, "    1=1 🌹 Roses", "    1=2 Tomatoes"),
        *("2. Where? (must be answered)", "    2=1 North"),
    ]
    with pytest.raises(ProblemError, match="form"):
        await bob("agree", garden, "1")
    for wrong in ("3=1", "1=3", "1", "x=1", "1=0"):
        with pytest.raises(UnclearAnswerError):
            await bob("agree", garden, "1", wrong)
    await bob("agree", garden, "1", "2=1")
    await bob("answer", garden, "1=1,2")
    shown = [row[0] for row in await bob("rules", garden)]
    assert [line for line in shown if line.startswith("  *")] == [
        *("  * 1=1 🌹 Roses", "  * 1=2 Tomatoes", "  * 2=1 North")
    ]


async def test_what_is_asked_is_edited_as_a_file(people: People, tmp_path: Path) -> None:
    alice, bob = people
    ((garden,),) = await alice("create", "Garden", "--public")
    question = {"prompt": "Where?", "options": [{"label": "North"}]}
    first = json.dumps({"rules": "Be knid.", "questions": [question]})
    assert await alice("ask", garden, "-", typed=first) == [["1"]]
    await bob("join", garden)
    await bob("agree", garden, "1", "1=1")
    text = "\n".join(row[0] for row in await alice("rules", garden, "--json"))
    await alice("ask", garden, "-", "--minor", typed=text.replace("knid", "kind"))
    asked = await bob.client.onboarding.get(garden)
    assert (asked.rules and asked.rules.version, asked.me and asked.me.pending) == (2, False)
    assert asked.me
    assert asked.me.answers == {
        str(asked.questions[0].id): (str(asked.questions[0].options[0].id),)
    }
    for text in ("{", "[]", '{"questions": [{}]}'):
        with pytest.raises(CommandError):
            await alice("ask", garden, "-", typed=text)


async def test_friends_and_blocks(people: People) -> None:
    alice, bob = people
    assert await alice("friend", "add", bob.user_id) == [["outgoing"]]
    assert await bob("friend", "add", alice.user_id) == [["friend"]]
    ((name, kind, since, who),) = await bob("friend", "list")
    assert (kind, who) == ("friend", alice.user_id)
    assert name
    assert since
    await bob("block", alice.user_id)
    assert await alice("friend", "list") == []
    assert (await bob("friend", "list"))[0][1] == "blocked"
    await bob("unblock", alice.user_id)
    assert await bob("friend", "list") == []


async def test_dms_and_groups(people: People) -> None:
    alice, bob = people
    ((asked,),) = await alice("dm", "open", bob.user_id)
    assert await alice("dm", "open", bob.user_id) == [[asked]]
    assert await bob("dm", "list") == []
    assert [row[:2] for row in await bob("dm", "list", "--state", "request")] == [[asked, "dm"]]
    await bob("dm", "ignore", asked)
    await bob("dm", "accept", asked)
    ((_, _, _, other),) = await bob("dm", "list")
    place = await find_place(bob.client, f"@{other}")
    assert (place.channel.id, place.label) == (asked, f"@{other}")
    assert (await find_place(bob.client, asked)).channel.id == asked


async def test_running_a_group(people: People) -> None:
    alice, bob = people
    strangers = [person() for _ in range(2)]
    others = [one.user_id for one in strangers]
    garden = await alice.client.communities.create("Garden", visibility="public")
    for one in strangers:
        relate(one, Person(alice.user_id, ""), "friend")
    await bob("join", garden.id)
    ((group,),) = await alice("dm", "open", *others)
    await alice("dm", "rename", group, "Bakers")
    await alice("dm", "add", group, bob.user_id)
    await alice("dm", "role", group, bob.user_id, "admin")
    await bob("dm", "remove", group, others[0])
    ((_, what, name, who),) = await bob("dm", "list")
    assert (what, name, len(who.split(", "))) == ("group", "Bakers", 2)
    await bob("dm", "leave", group)
    assert await bob("dm", "list") == []
