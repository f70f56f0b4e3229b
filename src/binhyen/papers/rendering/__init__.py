"""Papers as files: Word by python-docx, PDF and pictures by typst, a province's own template."""
