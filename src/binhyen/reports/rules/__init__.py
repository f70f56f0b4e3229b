"""What decides about reports: how a form is read, filled in, drawn and compared."""
