"""Writing very many statements at once: prepared beside the database, then copied into it."""
