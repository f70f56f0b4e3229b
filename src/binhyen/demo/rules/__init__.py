"""The synthetic province and nation as pure plans: units and a seeded chance in, records out.

Nothing here is a fact about a place. The units are real; every site, figure, body and name on
them is invented, and says so.
"""
