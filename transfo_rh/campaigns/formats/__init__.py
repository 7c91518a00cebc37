"""Foreign survey formats: tidy and wide files, LimeSurvey results."""
