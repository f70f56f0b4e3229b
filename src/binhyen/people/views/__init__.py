"""Pages of the room: users and their posts; one's own account."""
