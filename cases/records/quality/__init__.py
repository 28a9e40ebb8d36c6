"""How good what extracts state is: what is estimated, missing, a placeholder, given twice or
damaged on the way, for the people who can fix it."""
