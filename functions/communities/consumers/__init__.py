"""What communities does when others tell it something, or it told itself."""
"""What communities does when it hears of what happened, its own events among them."""
