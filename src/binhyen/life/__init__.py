"""The life of a programme: procedures as data, and the cases they carry from step to step.

Nouns: procedure, case, event, delegation, meeting, asset, handover, notice. Imports from papers,
dossiers, programmes, people, units, ui and kernel; reviews open cases here.
"""
