"""Who: users, their posts over units, what each role may do, and the one place that decides it.

Nouns: Person, Post, SavedView. Imports units, ui and kernel.
"""
