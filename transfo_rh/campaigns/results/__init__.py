"""Publications as each person may read them: maps, trends, comments, comparisons, exports."""
