"""The media node: a selective forwarding unit that moves RTP and never decodes it."""
