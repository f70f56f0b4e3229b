"""Where and when: every administrative unit with its days, what became of it, its boundary and names.

Nouns: Unit, Succession, Reach, Boundary. Imports kernel and ui only.
"""
