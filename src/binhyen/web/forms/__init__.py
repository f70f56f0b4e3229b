"""What the office's pages let one choose."""
