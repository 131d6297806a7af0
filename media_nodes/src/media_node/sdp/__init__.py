"""Session descriptions (RFC 8866): offers read, answers written. No I/O, no state."""
