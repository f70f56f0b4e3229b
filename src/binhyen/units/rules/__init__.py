"""What is always true of units: pure functions over plain values."""
