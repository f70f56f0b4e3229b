"""Tests of the whole: the architecture, whole paths in a browser, broken surroundings.

A room's own tests live in the room. `suite` is the pytest plugin that both use.
"""
