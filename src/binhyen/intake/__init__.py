"""A province's own workbook: read, understood, repaired, taken in as one, and taken back.

Nouns: Batch, Row. Imports programmes, people, units, ui and kernel.
"""
