"""The terminal chat: its course in `conversation`, its looks in `view`, two faces to show it."""
