"""The Creavio SDK: typed HTTP calls and a live connection that loses and repeats nothing."""

from creavio.api.asking import KEEP, Listing
from creavio.client import Client
from creavio.connection import Timing
from creavio.errors import (
    ConnectionFailedError,
    CreavioError,
    FieldError,
    GatewayClosedError,
    MfaRequiredError,
    NotLoggedInError,
    ProblemError,
    SessionEndedError,
    UnexpectedAnswerError,
)
from creavio.gateway import Gateway
from creavio.items import ChannelUnread, Gap, Gone, Item, Signal, Status, Unread
from creavio.models import (
    Ack,
    CalendarEvent,
    Channel,
    Circle,
    Comment,
    Community,
    Event,
    Explanation,
    Invite,
    Member,
    Message,
    Post,
    ReadState,
    Role,
    SessionInfo,
    Tag,
    Tokens,
    User,
)
from creavio.paging import Page
from creavio.retry import Backoff, RetryPolicy
from creavio.session import FileStore, MemoryStore, TokenStore
from creavio.structure import Structure

__all__ = [
    "KEEP",
    "Ack",
    "Backoff",
    "CalendarEvent",
    "Channel",
    "ChannelUnread",
    "Circle",
    "Client",
    "Comment",
    "Community",
    "ConnectionFailedError",
    "CreavioError",
    "Event",
    "Explanation",
    "FieldError",
    "FileStore",
    "Gap",
    "Gateway",
    "GatewayClosedError",
    "Gone",
    "Invite",
    "Item",
    "Listing",
    "Member",
    "MemoryStore",
    "Message",
    "MfaRequiredError",
    "NotLoggedInError",
    "Page",
    "Post",
    "ProblemError",
    "ReadState",
    "RetryPolicy",
    "Role",
    "SessionEndedError",
    "SessionInfo",
    "Signal",
    "Status",
    "Structure",
    "Tag",
    "Timing",
    "TokenStore",
    "Tokens",
    "UnexpectedAnswerError",
    "Unread",
    "User",
]
