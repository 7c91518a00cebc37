"""Programmes, positions to-be, milestones, consultation and readiness (later issue; the room and its contract exist)."""
