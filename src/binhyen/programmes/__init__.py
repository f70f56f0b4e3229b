"""The register: sectors, programmes, sites, teams, organisations, boards, decisions, contributions.

Imports people, units, ui and kernel.
"""
