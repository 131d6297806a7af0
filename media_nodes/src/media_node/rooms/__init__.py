"""Who is in a room, what they publish, and who gets what of it."""
