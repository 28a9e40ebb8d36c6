"""Signing in, staying in, and confirming that it is still the same person."""
