"""What realtime does by the clock."""
