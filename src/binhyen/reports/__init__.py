"""Official periodic reports: drawn up from the figures, signed with a number, sent up and locked.

Nouns: Frame (a form of report), Report, Edition (a version as it was signed). Imports figures,
papers, programmes, people, units, files, ui and kernel.
"""
