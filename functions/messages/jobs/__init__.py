"""What messages does by the clock."""
