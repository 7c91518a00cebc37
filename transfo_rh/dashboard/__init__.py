"""Stakes, alerts, narrative and editions across the four features (later issue; the room and its contract exist)."""
