"""Communities, channels, members, invites, bans; publishes the access model."""

#: Its routed functions are shared by so many stacks: seventy would not fit into one. To raise it
#: moves some of them (docs/decisions/0018-parts-of-a-service.md).
STACKS = 3
