"""Measures every figure that docs/benchmarks.md states. `python -m bench --help`."""
