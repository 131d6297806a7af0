"""What communities does when others tell it something."""
