"""Heat maps, cover, risks and search: the map of skills."""
