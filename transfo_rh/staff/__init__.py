"""The dated tree of departments, the agents and the positions; imports from the HR information system."""
