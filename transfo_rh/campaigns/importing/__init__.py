"""Importing survey results that already exist: recognising columns and scales, the saved mapping, coding answers."""
