"""Levels that come in files: matrix and long form, words, Pix, corrections."""
