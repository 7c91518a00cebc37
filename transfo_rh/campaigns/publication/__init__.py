"""From raw answers to the one publication: counting, scoring, confidentiality, audit."""
