"""Importing files of the HR information system: recognising columns, the three shapes of an organisation, located problems."""
