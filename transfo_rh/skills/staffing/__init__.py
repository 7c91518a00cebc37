"""Who takes which new role: optimal assignment, scenarios, what-if."""
