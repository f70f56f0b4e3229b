"""Official periodic reports from forms that a province can change, every figure traced to its source.

Nouns: form, report, figure, lineage. Imports from figures, papers, programmes, people, units, ui
and kernel.
"""
