"""Everything at once in one community, for many rounds: what must always hold, holds."""
