"""What clients send over the socket."""
