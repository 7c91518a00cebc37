"""Readers of foreign catalogues."""
