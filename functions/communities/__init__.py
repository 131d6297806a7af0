"""Communities, channels, members, invites, bans; publishes the access model."""
