"""Decisions of the office's pages: no database, no clock, no Django."""
