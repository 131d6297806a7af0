"""What clients of communities send and receive."""
