"""What the gateway itself answers."""
