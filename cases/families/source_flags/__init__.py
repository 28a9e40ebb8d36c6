"""Marks that workers set by hand in their own program's system for a mutual family."""
