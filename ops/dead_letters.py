"""``dead-letters list | show | redrive | discard``: what nobody could do, and doing it again."""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator

from ops.letters import Letter
from ops.queues import Held, Queue, dead_letter_queues, held
from ops.redrive import redrive
from ops.stage import OpsError, Stage


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``dead-letters`` and what follows it."""
    about = "what consumers and jobs could not do"
    made = commands.add_parser("dead-letters", help=about).add_subparsers(required=True)
    listed = made.add_parser("list", help="every dead-letter queue, and what lies in it")
    listed.set_defaults(run=run_list)
    shown = made.add_parser("show", help="each message: ids, type, error; no content")
    shown.add_argument("--full", action="store_true", help="print bodies: they hold user content")
    shown.set_defaults(run=run_show)
    again = made.add_parser("redrive", help="give messages back; delete what was done")
    again.add_argument(
        "--from-table",
        action="store_true",
        help="outbox rows that their stream has lost are looked for in the table (scans it)",
    )
    again.set_defaults(run=run_redrive)
    gone = made.add_parser("discard", help="delete messages, for good")
    gone.add_argument("--confirm", action="store_true", help="yes, what they hold may be lost")
    gone.set_defaults(run=run_discard)
    for parser in (listed, shown, again, gone):
        parser.add_argument("--queue", help="only this dead-letter queue")
    for parser in (again, gone):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--all", action="store_true", help="every message")
        which.add_argument("--id", action="append", default=[], help="this message (repeatable)")


def run_list(stage: Stage, asked: argparse.Namespace) -> int:
    """A line for each queue, and one for each function and error in it."""
    for queue in dead_letter_queues(stage, asked.queue):
        with held(stage, queue) as letters:
            found = list(letters) if queue.depth else []
        oldest = min((letter.sent_at_s for letter in found), default=0.0)
        print(f"{queue.name}  {queue.depth} waiting" + f", oldest {_age(oldest)}" * bool(found))
        for (function, error), count in sorted(Counter(map(_cause, found)).items()):
            print(f"  {count} x {function}  {error}")
        if len(found) < queue.depth:
            print(
                f"  {queue.depth - len(found)} more: in other hands, or behind ten of their group"
            )
    return 0


def run_show(stage: Stage, asked: argparse.Namespace) -> int:
    """One line for each message, or one and its body."""
    for queue in _waiting(stage, asked):
        print(queue.name)
        with held(stage, queue) as letters:
            for letter in letters:
                print(f"  {describe(letter)}")
                if asked.full:
                    print(json.dumps(letter.body, indent=2, ensure_ascii=False))
    return 0


def run_redrive(stage: Stage, asked: argparse.Namespace) -> int:
    """Do the chosen messages again, one after the other, and count."""
    done, stayed = 0, Counter[str]()
    for letter, letters in _chosen(stage, asked):
        outcome = redrive(stage, letters.queue, letter, from_table=asked.from_table)
        if outcome.done:
            letters.delete(letter)
            done += 1
        else:
            stayed[outcome.why] += 1
            print(f"  stays: {describe(letter)}: {outcome.why}")
    print(
        f"{done} redriven, {stayed.total()} stay" + "".join(f", {n} {w}" for w, n in stayed.items())
    )
    return 1 if stayed else 0


def run_discard(stage: Stage, asked: argparse.Namespace) -> int:
    """Delete the chosen messages."""
    if not asked.confirm:
        raise OpsError("nothing was discarded: say --confirm, it cannot be undone")
    gone = 0
    for letter, letters in _chosen(stage, asked):
        letters.delete(letter)
        gone += 1
        print(f"  {describe(letter)}")
    print(f"{gone} discarded")
    return 0


def describe(letter: Letter) -> str:
    """Ids, types and counts: nothing that a user wrote."""
    parts = [letter.id, letter.kind.value, letter.function, letter.event, letter.about]
    parts += [letter.error, f"after {letter.attempts} attempts" if letter.attempts else ""]
    parts += [_age(letter.sent_at_s), f"request {letter.request}" if letter.request else ""]
    return "  ".join(filter(None, parts))


def _chosen(stage: Stage, asked: argparse.Namespace) -> Iterator[tuple[Letter, Held]]:
    """The messages asked for. Raises OpsError at the end when some were not there."""
    wanted = set(asked.id)
    for queue in _waiting(stage, asked):
        with held(stage, queue) as letters:
            for letter in letters:
                if asked.all or letter.id in wanted:
                    wanted.discard(letter.id)
                    yield letter, letters
                if asked.id and not wanted:
                    return
    if wanted:
        raise OpsError(f"no message {', '.join(sorted(wanted))} is waiting in stage {stage.name}")


def _waiting(stage: Stage, asked: argparse.Namespace) -> list[Queue]:
    return [queue for queue in dead_letter_queues(stage, asked.queue) if queue.depth]


def _cause(letter: Letter) -> tuple[str, str]:
    return letter.function or letter.event or letter.kind.value, letter.error


def _age(since_s: float) -> str:
    minutes = int(max(0.0, time.time() - since_s) // 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"
