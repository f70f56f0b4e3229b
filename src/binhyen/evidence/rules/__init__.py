"""How rows become a panel, results become words, and what would change our mind.

panels: stable units, starts, who is left out · results: plain values for storage · sentences: the
one sentence · minds: what would change our mind.
"""
