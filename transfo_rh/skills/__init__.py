"""Skills against new roles: catalogue, assessments, fit, map, pathways and staffing."""
