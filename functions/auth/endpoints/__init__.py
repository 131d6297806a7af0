"""Routes of auth."""
