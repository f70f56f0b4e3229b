"""What an officer says of a paper, and of a checklist; every refusal stands beside its field."""
