"""Reviews and ratings: scoring sheets as data, rounds by window, self-score → appraisal → decision.

Nouns: Sheet, Round, Rating. Imports life, dossiers, programmes, people, units, ui and kernel.
"""
