"""A synthetic province and a synthetic nation on the real units, saying so on every record.

Nouns: Show (what was loaded), Account (a demonstration user, let in from this machine only).
Imports planning, evidence, reports, figures, programmes, people, units and kernel.
"""
