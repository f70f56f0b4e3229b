"""Decisions: what a procedure says, whether it holds together, and what keeps a move back."""
