"""Drawings of what was found: intervals on one scale, and the time around the start.

scales: places and round amounts · intervals: one bar a row · events: before and after the start.
"""
