"""What communities tells the others: one module for each kind of thing."""
