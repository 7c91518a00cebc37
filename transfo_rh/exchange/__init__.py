"""File formats without a feature: spreadsheets, CSV, located problems. Knows no business word."""
