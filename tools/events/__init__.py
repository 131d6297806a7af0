"""The event catalogue: a schema of every event and a page about all of them, from the code."""
