"""Where and when: every administrative unit, its days, what became of it, its names and boundary.

Nouns: Unit, Succession, Reach, Boundary. Imports kernel and ui only.
"""
