"""What messages does when others tell it something."""
