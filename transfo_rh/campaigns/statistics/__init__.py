"""Pure statistics of surveys: reliability, intervals, weights, comparisons, links. Arrays in, figures out."""
