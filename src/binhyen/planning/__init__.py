"""Where the next programmes should go: plans under a budget, public draws, timetables.

Nouns: ground (communes and programmes on offer), wishes (what a plan must keep), plan, draw, wave,
timetable. Imports nothing from other rooms yet; the library whatworks plans the power.
"""
