"""Where the next programmes should go: plans under a budget, public draws, timetables.

Nouns: plan (ground, wishes, what was chosen), draw, wave, timetable. Imports evidence, figures,
programmes, people, units and kernel; the library whatworks plans the power.
"""
