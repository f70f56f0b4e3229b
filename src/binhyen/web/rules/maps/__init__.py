"""How figures come onto a map, and what can't be placed."""
