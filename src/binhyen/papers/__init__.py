"""Official papers: drafted from the register, numbered without a gap, filed in the dossier.

Nouns: Paper, Kind (of paper), Issuer, Series, Issued, Template. Imports dossiers, programmes,
people, units, files, ui and kernel.
"""
