"""The rules engine: content is read, linted and compiled to named steps; it knows no region."""
