"""The register of papers, a new paper, templates and issuers."""
