"""The published documents, and everything that is answered in tests held to them."""
