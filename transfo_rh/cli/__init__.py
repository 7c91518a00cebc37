"""The transfo-rh command: the same services as the screens."""
