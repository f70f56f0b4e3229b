"""What developers run beside the program: messages, the map of rooms, a throw-away server."""
