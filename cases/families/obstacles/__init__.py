"""“This rule got in the way”, in one click, and what the county answers."""
