"""Settings, database, clock, errors, texts and formats: what every room needs. Knows no feature."""
