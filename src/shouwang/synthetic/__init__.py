"""A made-up region with known truth: every person in it is invented."""
