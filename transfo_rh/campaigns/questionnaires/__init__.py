"""What is asked: definitions, their files and versions, conditions, and the layout of the raw answers."""
