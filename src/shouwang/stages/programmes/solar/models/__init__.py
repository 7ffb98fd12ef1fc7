"""The decisions of the programme."""
