"""The pages; empty until the office is built."""
