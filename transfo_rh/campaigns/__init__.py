"""Surveys: questionnaire, answers, scoring, confidentiality and the one publication that every screen reads."""
