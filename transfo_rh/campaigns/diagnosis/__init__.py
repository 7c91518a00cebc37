"""The organisational diagnosis: one attributed questionnaire per department, filled in by its head."""
