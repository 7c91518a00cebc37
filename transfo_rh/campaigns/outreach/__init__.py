"""Reaching people: invitations, reminders, posters and paper, participation."""
