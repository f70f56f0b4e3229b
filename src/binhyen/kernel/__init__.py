"""What every room stands on: the log, dates with honest precision, money, numbers, Vietnamese text.

Nouns: Entry and Checkpoint of the log. Imports nothing of ours.
"""
