"""How ready a county is, how well its Linkages program works: instruments, rounds, results."""
