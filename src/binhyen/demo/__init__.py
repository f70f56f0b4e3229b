"""A synthetic province and a synthetic nation that say so on every page."""
