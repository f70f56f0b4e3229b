"""The office's door: Today, the map, the history."""
