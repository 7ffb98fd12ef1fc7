"""The command line: a face of the system that asks for the day and shows what came out."""
