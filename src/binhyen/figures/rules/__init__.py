"""Decisions about figures: what an indicator is, which days a period has, what looks wrong."""
