"""Training needs, plan, optimiser, sessions and statutory follow-up (later issue; the room and its contract exist)."""
