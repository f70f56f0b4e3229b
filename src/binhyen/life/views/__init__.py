"""The pages of cases and procedures."""
