"""Telling both sides of a family: who answers, by when, and who hears when nobody does."""
