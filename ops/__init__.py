"""``python -m ops``: what an operator does to a running stage."""
