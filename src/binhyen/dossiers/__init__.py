"""Which papers a programme or site must have on file, and which it has.

Nouns: checklist, document, version. Imports from programmes, people, units, files, ui and kernel.
"""
