"""Sheets read from TOML, scores, classes with their quota, windows and ages. Pure."""
