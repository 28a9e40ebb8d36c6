"""How each county's files read: profiles, sample files, request sheets, ids in two systems."""
