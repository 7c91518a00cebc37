"""The catalogue: skills and roles, their dated versions, their files."""
