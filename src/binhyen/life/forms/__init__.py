"""What a person types about cases and procedures; every refusal stands beside its field."""
