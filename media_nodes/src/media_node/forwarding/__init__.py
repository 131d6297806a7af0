"""Who gets which packets: incoming layers, outgoing streams, and the loop between them."""
