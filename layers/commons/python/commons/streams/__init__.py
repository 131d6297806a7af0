"""Streams: one ordered, write-once log of events each; append, pump, replay.

A stream is one partition ``S#<stream>`` of its owner's table:
  HEAD               {rs}                    positions reserved
  CUR                {sq, at, last}          delivered up to sq, the last flush, the last message
  L#<sq, 12 digits>  {t, id, at, by, av, am, d, to?, ttl?}   one row = one event; t "" for a void,
                     ``to`` says who of the readers may see it (``commons.streams.audience``)
  I#<user>#<key>     {id, n, h, ttl}         what an idempotency key has already done
  R#<user>           {sq}                    how far a user has read
  TO#<user>          {role, state}           of a DM: who hears it (``commons.streams.hearers``)

Names: ``h:<channel>`` messages of a channel, ``c:<community>`` its structure and members,
``u:<user>`` one user's own. The algorithm and its proof by simulation: docs/decisions/0004.
"""

OWNERS = {"h": "messages", "c": "communities", "u": "realtime"}


def owner_of(stream: str) -> str:
    """The service whose table holds a stream. Raises KeyError for a name of no kind."""
    return OWNERS[stream.partition(":")[0]]


def channel_stream(channel_id: str) -> str:
    """The messages of a channel."""
    return f"h:{channel_id}"


def community_stream(community_id: str) -> str:
    """What happens to a community: its channels, roles and members."""
    return f"c:{community_id}"


def user_stream(user_id: str) -> str:
    """What concerns one user alone."""
    return f"u:{user_id}"


def subject_of(stream: str) -> str:
    """The id of the channel, community or user that a stream is about."""
    return stream.partition(":")[2]
