"""Forms and filters of single screens, kept out of the pages so that those stay short."""
