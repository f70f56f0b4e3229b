"""How figures become a map: classes, outlines, and what can't be placed."""
