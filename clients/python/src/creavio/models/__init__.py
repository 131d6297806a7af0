"""The resources of the public API as typed, immutable values.

`etag` is the SDK's: the answer's `ETag`, to be given back as `if_match`. Lists carry none.
"""

from creavio.models.base import EPOCH
from creavio.models.calendar import CalendarEvent, CalendarFeed, Occurrence, Rsvp
from creavio.models.circles import Circle, CircleMember
from creavio.models.communities import Ban, Community, Invite, Invitee, Joined, Member, Raid
from creavio.models.live import Ack, Event, EventsPage, Ticket
from creavio.models.messages import (
    Channel,
    Forward,
    LastMessage,
    Message,
    MessageRevision,
    Move,
    Origin,
    Pin,
    Reaction,
    ReadState,
)
from creavio.models.onboarding import Answered, Mine, Onboarding, Option, Question, Rules
from creavio.models.people import SessionInfo, Tokens, User
from creavio.models.polls import Answer, NewAnswer, NewPoll, Poll, Voter
from creavio.models.posts import Comment, Feed, Gate, Post, Reactor, Revision, Tag, Tags
from creavio.models.roles import (
    ChannelView,
    Explanation,
    Override,
    Overrides,
    PermissionInfo,
    Role,
    RoleView,
    Step,
)
from creavio.models.scheduled import ScheduledMessage
from creavio.models.templates import (
    Structure,
    Template,
    TemplateChannel,
    TemplateCircle,
    TemplateOverride,
    TemplateRole,
)

__all__ = [
    "EPOCH",
    "Ack",
    "Answer",
    "Answered",
    "Ban",
    "CalendarEvent",
    "CalendarFeed",
    "Channel",
    "ChannelView",
    "Circle",
    "CircleMember",
    "Comment",
    "Community",
    "Event",
    "EventsPage",
    "Explanation",
    "Feed",
    "Forward",
    "Gate",
    "Invite",
    "Invitee",
    "Joined",
    "LastMessage",
    "Member",
    "Message",
    "MessageRevision",
    "Mine",
    "Move",
    "NewAnswer",
    "NewPoll",
    "Occurrence",
    "Onboarding",
    "Option",
    "Origin",
    "Override",
    "Overrides",
    "PermissionInfo",
    "Pin",
    "Poll",
    "Post",
    "Question",
    "Raid",
    "Reaction",
    "Reactor",
    "ReadState",
    "Revision",
    "Role",
    "RoleView",
    "Rsvp",
    "Rules",
    "ScheduledMessage",
    "SessionInfo",
    "Step",
    "Structure",
    "Tag",
    "Tags",
    "Template",
    "TemplateChannel",
    "TemplateCircle",
    "TemplateOverride",
    "TemplateRole",
    "Ticket",
    "Tokens",
    "User",
    "Voter",
]
