"""What communities does by the clock."""
