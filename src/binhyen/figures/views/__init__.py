"""The pages of figures: returns, the form of a month, reading, boards, files, definitions."""
