"""Which place-based programmes work: counts of places over time in, frozen results out."""
