"""What an officer types about the register; every refusal stands beside its field."""
