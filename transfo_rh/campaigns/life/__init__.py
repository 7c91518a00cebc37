"""Life of a campaign before and around its collection: population, simulation, opening, closing."""
