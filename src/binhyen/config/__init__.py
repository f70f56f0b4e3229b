"""Settings from the environment, addresses, the server and the command line."""
