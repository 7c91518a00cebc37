"""Transfo RH: the digital transformation of local authorities, through their people."""

__version__ = "0.1.0"
