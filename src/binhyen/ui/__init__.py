"""How it looks and feels: the page, the components, their gallery. Imports kernel."""
