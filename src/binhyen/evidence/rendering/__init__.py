"""The two-page brief as typst sets it."""
