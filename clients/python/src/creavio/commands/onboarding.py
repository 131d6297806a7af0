"""Newcomers: the rules, agreeing to them, questions and answers; and what is asked."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from creavio import asked as door
from creavio.commands.running import Actions, CommandError, Context, hint
from creavio.decode import encode
from creavio.errors import UnexpectedAnswerError
from creavio.models import Onboarding


def add(actions: Actions) -> None:
    """How they are called; an ANSWER such as 1=2 chooses option 2 of question 1."""
    reading = actions.add("rules", rules, "community")
    reading.add_argument("--json", action="store_true", help="as `creavio ask` takes it")
    agreeing = actions.add("agree", agree, "community")
    agreeing.add_argument("version", type=int, metavar="VERSION", help="as `creavio rules` says")
    agreeing.add_argument("answers", nargs="*", metavar="ANSWER", help="1=2, or 1=2,3")
    answering = actions.add("answer", answer, "community")
    answering.add_argument("answers", nargs="+", metavar="ANSWER", help="1=2, or 1=2,3")
    asking = actions.moderating("ask", ask, "community")
    asking.add_argument(
        "file", metavar="FILE", help="what `rules --json` prints; -: standard input"
    )
    asking.add_argument("--minor", action="store_true", help="other rules need no new consent")


async def rules(context: Context) -> int:
    """Show the rules, what newcomers are asked, and what oneself has answered."""
    community = await context.community()
    asked = await context.client.onboarding.get(community.id)
    if context.options.json:
        text = asked.rules.text if asked.rules else None
        given = {"rules": text, "questions": encode(asked.questions), "enabled": asked.enabled}
        print(json.dumps(given, indent=2, ensure_ascii=False))
        return 0
    for line in door.lines(asked):
        print(line)
    if asked.rules is not None and asked.me is not None and asked.me.pending:
        hint(f"agree to them: creavio agree {community.id} {asked.rules.version}")
    return 0


async def agree(context: Context) -> int:
    """Agree to a version of the rules, and answer."""
    return await _say(context, context.options.version)


async def answer(context: Context) -> int:
    """Answer questions; those not named keep their answers."""
    return await _say(context, None)


async def _say(context: Context, version: int | None) -> int:
    community = await context.community()
    asked = await context.client.onboarding.get(community.id)
    said = door.merged(asked, context.options.answers)
    await context.client.onboarding.answer(community.id, said, rules_version=version)
    return 0


async def ask(context: Context) -> int:
    """Replace the rules and questions by those of a JSON file."""
    community, options = await context.community(), context.options
    text = sys.stdin.read() if options.file == "-" else Path(options.file).read_text()
    try:
        given = json.loads(text)
        questions = Onboarding.read({"questions": given.get("questions")}).questions
    except (ValueError, AttributeError, UnexpectedAnswerError) as error:
        raise CommandError(f"{options.file} is not what `creavio rules --json` prints") from error
    asked = await context.client.onboarding.set(
        community.id,
        rules=given.get("rules"),
        minor=options.minor,
        questions=questions,
        enabled=bool(given.get("enabled", True)),
        reason=options.reason,
    )
    print(asked.rules.version if asked.rules else 0)
    hint("that is the version of the rules")
    return 0
