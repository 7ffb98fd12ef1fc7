"""Glue: Django settings."""
