"""What is done with the results: action plans by department and dimension."""
