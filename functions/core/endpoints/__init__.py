"""HTTP endpoints, one per file."""
