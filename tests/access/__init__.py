"""Who may open which page: every address, every role, own and foreign records."""
