"""What may happen in a community."""
