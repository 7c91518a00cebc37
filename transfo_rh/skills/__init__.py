"""Skills against new roles: catalogue, assessments, fit, pathways and staffing (later issue; the room and its contract exist)."""
