"""Alembic migrations, packaged with the product."""
