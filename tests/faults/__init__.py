"""What happens when the surroundings break."""
