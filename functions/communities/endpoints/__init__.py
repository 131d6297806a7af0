"""Routes of communities."""
