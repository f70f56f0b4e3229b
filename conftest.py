"""Fixtures for every room's tests; see also tests/suite.py, which comes before Django."""

pytest_plugins = ["tests.pristine", "tests.network", "tests.browser"]
