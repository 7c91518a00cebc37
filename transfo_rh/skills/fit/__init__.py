"""How far a person is from a role, and why."""
