"""What is counted each month: indicators, periods, values, totals, returns and their approval.

Nouns: indicator, period, series, value, total, return, revision. Imports from life, dossiers,
programmes, people, units, ui and kernel.
"""
