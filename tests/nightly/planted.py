"""The bugs that ``test_planted_bugs`` plants: each a change of the text, and the tests to notice.

A change whose text is not there exactly once fails: the bug must be written anew.
"""

from __future__ import annotations

from dataclasses import dataclass

COMMONS = "layers/commons/python/commons/"


@dataclass(frozen=True)
class Bug:
    """Changes of files in commons, or of functions, and the tests that must notice."""

    changes: tuple[tuple[str, str, str], ...]
    tests: str


def _bug(file: str, old: str, new: str, tests: str) -> Bug:
    return Bug(((file, old, new),), tests)


SEND = "tests/functions/messages/endpoints/test_send_message.py"
STREAMS = "tests/functions/realtime/test_community_streams.py"
PUMP = "tests/functions/realtime/consumers/test_pump_nudged.py"
KILLS = "tests/commons/test_send_path_kills.py"
MEMBERS = "tests/functions/communities/endpoints/test_list_members.py"
KEYS = "tests/commons/test_idempotency.py"
INVITES = "tests/functions/communities/endpoints/test_list_invites.py"
TOKENS = "tests/functions/auth/test_access_tokens.py"
STORM = "tests/commons/test_storm.py"
ONCE = "_put_new(stream, _once_key(once), _done(entry, once))"
UNCONDITIONAL = """{"Put": {"TableName": _table(stream),
                "Item": _key(stream, _once_key(once)) | _done(entry, once)}}"""
NUDGE = "(nudge or send_nudge)(stream, sq)\n"
WRITE = "            log.write(stream, entry, once, also(entry))\n"
DELIVER = "            deliver(stream, cursor.sq, run[-1].sq, run)\n"
ADVANCE = "            log.advance(stream, cursor, reached)\n"
REACHED = (
    "            reached = Cursor(run[-1].sq, clock.now_ms(), last_message(run) or cursor.last)\n"
)
SENT = "ClientRequestToken=token\n                )\n                return\n"
HOLES = "while length < len(entries) and entries[length].sq == sq + 1 + length:"

ADD_ONCE = "        if once is not None:\n            items"
ONLY_AWS = "            except ClientError as error:\n"
ANY_ERROR = """            except Exception as error:
                if not isinstance(error, ClientError):
                    continue
"""
UNSEEN_WRITE = """            import threading
            arguments = (stream, entry, once, also(entry))
            threading.Thread(target=log.write, args=arguments).start()
"""

#: What the storm alone must notice, each: FT-01 in process.
STORMY = {
    "storm: no dedupe": _bug(
        "streams/log.py", ADD_ONCE, ADD_ONCE.replace("once is not None", "False"), STORM
    ),
    "storm: acknowledged before it is stored": _bug(
        "streams/append.py", WRITE, UNSEEN_WRITE, STORM
    ),
    "storm: positions are overwritten": _bug(
        "streams/log.py", '"ConditionExpression": "attribute_not_exists(pk)",\n', "", STORM
    ),
    "storm: the pump passes over holes": _bug(
        "streams/pump.py", HOLES, "while length < len(entries):", STORM
    ),
    "storm: a hole is never filled": _bug(
        "streams/pump.py", "log.fill(stream, cursor.sq + 1)", "pass", STORM
    ),
    "storm: a filled position is not given up": _bug(
        "streams/append.py",
        "        except Occupied:\n            continue\n",
        "        except Occupied:\n            pass\n",
        STORM,
    ),
    "storm: who resumes is no viewer": _bug(
        "functions/realtime/focusing.py",
        "        _add_viewer(socket, stream, admission)\n",
        "        if stream not in cursors:\n            _add_viewer(socket, stream, admission)\n",
        STORM,
    ),
    "storm: one who is gone stops the pump": _bug(
        "gateway.py",
        'return Posted.GONE if error_code(error) == "GoneException" else Posted.REFUSED',
        "raise",
        STORM,
    ),
    "storm: one who takes nothing is forgotten and not closed": _bug(
        "gateway.py", "        end_socket(connection_id, TooSlow())\n", "", STORM
    ),
    "storm: a repeat is answered with another position": _bug(
        "streams/append.py",
        'return Appended(done.row["n"], done.row["id"], None, done.row["h"])',
        'return Appended(sq, done.row["id"], None, done.row["h"])',
        STORM,
    ),
}
BUGS = STORMY | {
    "no dedupe in append": _bug(
        "streams/log.py", ADD_ONCE, ADD_ONCE.replace("once is not None", "False"), SEND
    ),
    "the nonce's condition is dropped": _bug("streams/log.py", ONCE, UNCONDITIONAL, SEND),
    "the nudge comes before the write": _bug(
        "streams/append.py", WRITE, f"            {NUDGE}{WRITE}", KILLS
    ),
    "the answer does not wait for the write": _bug(
        "streams/append.py",
        WRITE,
        UNSEEN_WRITE,
        SEND,
    ),
    "create overwrites what is there": _bug(
        "transactions.py",
        "self.save(record, type(record).pk.does_not_exist(), refused=taken)",
        "self.save(record, refused=taken)",
        "tests/functions/auth/endpoints/test_register.py",
    ),
    "an unanswered transaction is sent again with a new token": Bug(
        (
            ("aws.py", "\nATTEMPTS = 6\n", "\nATTEMPTS = 1\n"),
            ("transactions.py", "ClientRequestToken=token", "ClientRequestToken=str(uuid.uuid4())"),
            ("transactions.py", ONLY_AWS, ANY_ERROR),
        ),
        "tests/commons/test_lost_answers.py",
    ),
    "the outbox row is not in the transaction": _bug(
        "transactions.py",
        'self._add("Put", outbox(event), Conflict)',
        'client("dynamodb").put_item(**outbox(event))',
        "tests/commons/test_outbox_kills.py",
    ),
    "FailedEntryCount is swallowed": _bug(
        "carrier.py", 'if answer["FailedEntryCount"]:', "if False:", "tests/commons/test_carrier.py"
    ),
    "failures in a batch of a queue are swallowed": _bug(
        "queues.py",
        "failed += messages if failure else ()",
        "failed += ()",
        "tests/commons/test_deliveries.py",
    ),
    "failures in a batch of a stream are swallowed": _bug(
        "tables.py",
        '{"batchItemFailures": [{"itemIdentifier": sequence}]}',
        '{"batchItemFailures": []}',
        "tests/commons/test_carrier.py",
    ),
    "a crash names the first row of the batch": _bug(
        "tables.py", "bad = self._first_bad(rows)", "bad = 0", "tests/commons/test_deliveries.py"
    ),
    "cursors are not signed": _bug(
        "cursors.py", "if not hmac.compare_digest(mac, self._mac(body)):", "if False:", INVITES
    ),
    "cursors are not bound to the caller": _bug(
        "cursors.py", r"{self.list_name}\0{self.user_id}\0", r"{self.list_name}\0", MEMBERS
    ),
    "cursors are not bound to the list": _bug(
        "cursors.py", r"{self.list_name}\0{self.user_id}\0", r"{self.user_id}\0", INVITES
    ),
    "the session cache never expires": _bug(
        "auth.py",
        "if not session.read_at.is_within(SESSION_CACHE_S):",
        "if session is NEVER_READ:",
        "tests/commons/test_lost_answers.py",
    ),
    "expired tokens are accepted": _bug(
        "auth.py", 'claims["exp"] < now - CLOCK_LEEWAY_S or ', "", TOKENS
    ),
    "the access version is not read again": _bug(
        "access.py",
        'if after is None or after["v"] != v:',
        "if after is None:",
        "tests/commons/test_access.py",
    ),
    "the pump passes over holes": _bug(
        "streams/pump.py", HOLES, "while length < len(entries):", PUMP
    ),
    "the cursor moves before the posts": _bug(
        "streams/pump.py", DELIVER + REACHED + ADVANCE, REACHED + ADVANCE + DELIVER, KILLS
    ),
    "positions are overwritten": _bug(
        "streams/log.py", '"ConditionExpression": "attribute_not_exists(pk)",\n', "", PUMP
    ),
    "a socket may send without limit": _bug(
        "frames.py",
        'if row["frames"] > FRAMES_PER_MINUTE:',
        "if False:",
        "tests/functions/realtime/sockets/test_hb.py",
    ),
    "the answer is kept apart from its rows": _bug(
        "transactions.py",
        "self._items.insert(0, keeping.kept(answered))",
        'client("dynamodb").put_item(**keeping.kept(answered)["Put"])',
        KEYS,
    ),
    "a key fits every body": _bug(
        "idempotency.py",
        'if not hmac.compare_digest(values["h"], self.body_hash):',
        "if False:",
        KEYS,
    ),
    "keys are shared by all callers": _bug(
        "idempotency.py", 'f"{user_id} {route}".encode()', "route.encode()", KEYS
    ),
    "If-Match is not looked at": _bug(
        "etags.py",
        "        raise PreconditionFailed\n",
        "        return\n",
        "tests/functions/communities/endpoints/test_update_channel.py",
    ),
    "requests past the limit pass": _bug(
        "limits.py", "if used > chosen.quota:", "if False:", "tests/commons/test_limits.py"
    ),
    "a crash is logged with its message": _bug(
        "invocation.py",
        '"error": type(error).__name__,',
        '"error": repr(error),',
        "tests/commons/test_crashes.py",
    ),
    "what happens in a community is told twice": _bug(
        "functions/communities/consumers/on_community_changed.py",
        "draft, once=once)",
        "draft)",
        "tests/functions/communities/consumers/test_on_community_changed.py",
    ),
    "an event is read before its position is taken": _bug(
        "functions/communities/consumers/on_community_changed.py",
        "        def draft(sq: int, type_: str = type_, event_id: str = event_id) -> Entry:\n"
        "            return _entry(sq, type_, event_id, about)\n",
        "        read = _entry(0, type_, event_id, about)\n\n"
        "        def draft(sq: int, read: Entry = read) -> Entry:\n"
        "            from dataclasses import replace\n"
        "            return replace(read, sq=sq)\n",
        "tests/functions/communities/consumers/test_on_community_changed.py",
    ),
    "the pump shows every reader everything": _bug(
        "functions/realtime/admitting.py",
        "if to is None or _concerns(viewer, entry) or _administers(viewer):",
        "if entry:",
        STREAMS,
    ),
    "a replay shows every reader everything": _bug(
        "functions/realtime/focusing.py",
        "if any(entry.audience for entry in seen):",
        "if False:",
        STREAMS,
    ),
    "events over HTTP show every reader everything": _bug(
        "functions/realtime/endpoints/list_stream_events.py",
        "admitting.visible_to(crowd, caller.user_id, found.entries)",
        "found.entries",
        STREAMS,
    ),
    "a batch ends at the last event that its reader sees": _bug(
        "functions/realtime/delivery.py",
        "batches(stream, pv, to, shown)",
        "batches(stream, pv, shown[-1].sq if shown else pv, shown)",
        STREAMS,
    ),
    "who lost a right is not checked again": _bug(
        "functions/realtime/admitting.py",
        "return [v for v in viewers if v.user_id in subjects or not v.is_of(version, now)]",
        "return []",
        STREAMS,
    ),
}
