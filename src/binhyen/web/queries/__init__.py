"""What the office's pages ask of the rooms below."""
