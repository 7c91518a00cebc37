"""From one role to another in at most three moves."""
