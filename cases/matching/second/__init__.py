"""A second look at pairs, drawn by chance and given blind: how often people agree, and how often a
link is wrong, also by how names are written."""
