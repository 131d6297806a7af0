"""The Creavio SDK: typed HTTP calls and a live connection that loses and repeats nothing."""

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
    Channel,
    Community,
    Event,
    Invite,
    Member,
    Message,
    ReadState,
    SessionInfo,
    Tokens,
    User,
)
from creavio.paging import Page
from creavio.retry import Backoff, RetryPolicy
from creavio.session import FileStore, MemoryStore, TokenStore

__all__ = [
    "Ack",
    "Backoff",
    "Channel",
    "ChannelUnread",
    "Client",
    "Community",
    "ConnectionFailedError",
    "CreavioError",
    "Event",
    "FieldError",
    "FileStore",
    "Gap",
    "Gateway",
    "GatewayClosedError",
    "Gone",
    "Invite",
    "Item",
    "Member",
    "MemoryStore",
    "Message",
    "MfaRequiredError",
    "NotLoggedInError",
    "Page",
    "ProblemError",
    "ReadState",
    "RetryPolicy",
    "SessionEndedError",
    "SessionInfo",
    "Signal",
    "Status",
    "Timing",
    "TokenStore",
    "Tokens",
    "UnexpectedAnswerError",
    "Unread",
    "User",
]
