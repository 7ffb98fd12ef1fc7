"""The work plan as tasks: who owns them, what they should reach, what has been done."""
