"""What prepares and checks this checkout."""
