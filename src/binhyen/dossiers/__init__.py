"""The papers of programmes and sites: which are needed, which are there, in which versions.

Nouns: Document, Version, Checklist. Imports programmes, people, units, files, ui and kernel.
"""
