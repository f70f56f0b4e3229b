"""Whole paths through the pages, in Chromium."""
