"""Extracts in: from the bytes a county delivers to typed rows. Pure; no database, no settings.

`rows.read` opens one file, `consolidation.Consolidator` makes one client of several rows,
`identity.to_identity` gives matching what it compares.
"""
