"""Which papers are needed, what one that is there is worth, and what may be written about it.

checklists: the data and its check · standing: needed, signed, out of date · months: days counted
in months · documents: faults of what was typed.
"""
