"""Free-text labels of skills and jobs, brought back to the catalogue."""
