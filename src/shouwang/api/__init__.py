"""The HTTP interface for departments; empty until the office is built."""
