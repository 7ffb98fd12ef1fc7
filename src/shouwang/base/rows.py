"""Rows of the database: how many are taken at a time, and the largest number that one can have."""

# Few enough for the memory and for the variables of one statement, enough that statements are few.
ROWS_AT_ONCE = 2_000
# Keys are whole numbers of 64 bits, in both databases.
LARGEST_NUMBER = 2**63 - 1
