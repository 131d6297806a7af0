"""Routes of realtime."""
