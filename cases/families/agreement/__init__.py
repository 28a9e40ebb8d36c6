"""Agreement to participate, as its own record per adult. It is no release of information."""
