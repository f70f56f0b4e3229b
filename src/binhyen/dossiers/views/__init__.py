"""The dossiers' pages."""
