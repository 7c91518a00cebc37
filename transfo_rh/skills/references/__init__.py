"""Reference catalogues (ROME, ESCO) that entries link to."""
