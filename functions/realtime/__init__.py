"""Sockets, tickets, focus, and the pump that delivers every stream."""
