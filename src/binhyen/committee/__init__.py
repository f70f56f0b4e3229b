"""The committee's table: a round's programmes side by side, and what was concluded of each.

Nouns: table (the programmes of a round with all that is known of them), deliberation (outcome,
ground, reason, votes, and the evidence as it was then), dissent, minutes. Imports from evidence,
reviews, life, papers, dossiers, programmes, people and units.
"""
