"""What only a node in development serves: a page to try it, and tokens for it."""
