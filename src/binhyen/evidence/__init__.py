"""Which programmes work: studies registered before anybody looks, their runs and what they found.

Nouns: study (what will be asked, of which units and months, fixed by its lock), run (one outcome of
one study, worked out by the library whatworks), verdict. Imports from figures, programmes, people,
units and kernel.
"""
