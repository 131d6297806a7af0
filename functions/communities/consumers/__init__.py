"""What communities does when others tell it something, or it told itself."""
