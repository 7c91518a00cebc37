"""What people can do: statements, dated levels, grids, imports."""
