"""What posts does when others, or it itself, have told something."""
