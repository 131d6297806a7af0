"""The communities table.

pk               sk              kind
COM#<community>  COM             community.Community
COM#<community>  CHN#<channel>   channels.Channel
COM#<community>  BAN#<user>      members.Ban
COM#<community>  INV#<code>      invites.CommunityInvite   the community's list of invites
COM#<community>  IVT#<invite>    trust.Issued              who made an invite, also when it is gone
COM#<community>  BY#<inviter>#<user>  trust.Invited        who invited whom
INV#<code>       INV             invites.Invite
AUD#<community>  N#<12 digits>   audit.AuditEntry          append-only
AUDHEAD#<com…>   HEAD            audit.AuditHead

and the published access model (``commons.access``):
A#<community>    V               access.Version
A#<community>    R               access.Roles
A#<community>    M#<user>        members.Member
A#<community>    C#<channel>     access.ChannelAccess
A#<id>           A               access.Home               of a channel, role, circle, event
A#<user>         C#<community>   members.Joined
"""
