"""The HTTP functions of posts."""
