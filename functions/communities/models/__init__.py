"""The communities table.

pk               sk              kind
COM#<community>  COM             community.Community
COM#<community>  CHN#<channel>   channels.Channel
COM#<community>  CIR#<circle>    circles.Circle
CIR#<circle>     M#<user>        circles.Seat              who is in a circle
COM#<community>  BAN#<user>      members.Ban
COM#<community>  ROL#<role>      roles.Role                what it is called; bits are in R
COM#<community>  INV#<code>      invites.CommunityInvite   the community's list of invites
COM#<community>  ONB             onboarding.Onboarding     rules, and what newcomers are asked
COM#<community>  ANS#<user>      onboarding.Answers        as long as they are a member
RUL#<community>  T#<version>     onboarding.RulesText      append-only
RUL#<community>  C#<user>#<version>#<membership>  onboarding.Consent   append-only
COM#<community>  IVT#<invite>    trust.Issued              who made an invite, also when it is gone
COM#<community>  RAID#<raid>     raids.Raid                a raid that is undone
COM#<community>  RAIDM#<raid>#<user>  raids.RaidMember     what became of one who came with it
COM#<community>  BY#<inviter>#<user>  trust.Invited        who invited whom
INV#<code>       INV             invites.Invite
COM#<community>  TPL#<code>      templates.CommunityTemplate   the community's list of templates
TPL#<code>       TPL             templates.Template
TPL#<code>       S               templates.Snapshot            what it makes
AUD#<community>  N#<12 digits>   audit.AuditEntry          append-only
AUD#<community>  E#<event>       audit.AuditMark           append-only
AUDHEAD#<com…>   HEAD            audit.AuditHead
COM#<community>  CEV#<event>     calendar.CalendarEvent
CAL#<community>  CAL             calendar.Calendar
CAL#<community>  O#<over>#<event>          calendar.Planned   what happens once, by when it is over
CAL#<community>  S#<over>#<event>          calendar.Planned   series, by when they are over
CAL#<community>  U#<user>#<event>#<date>   calendar.Answered  a member's list of answers
CAL#<community>  F#<user>        calendar.Feed
FEED#<hash>      FEED            calendar.FeedHolder
CEV#<event>      O#<date>        calendar.Seats               ``once`` is the date of no series
CEV#<event>      R#<date>#<user> calendar.Rsvp
DEL#0            <time>#<com…>   deletion.Doomed           deleted, by when they are purged
DIR#0            S<size>#<com…>  directory.Listed          public ones, larger ones first

and the published access model (``commons.access``):
A#<community>    V               access.Version
A#<community>    R               access.Roles
A#<community>    M#<user>        members.Member
A#<community>    C#<channel>     access.ChannelAccess
A#<id>           A               access.Home               of a channel, role, circle, event
A#<user>         C#<community>   members.Joined

and the stream of each community, S#c:<community> (``commons.streams``).
"""
