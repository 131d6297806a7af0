"""How clients speak to a node: JSON over WebSocket for rooms, WHIP and WHEP over HTTP."""
