"""What posts does by the clock."""
