"""What auth does when others tell it something."""
