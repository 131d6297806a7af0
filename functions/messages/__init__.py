"""Messages of channels, their read states, and the streams they are."""
