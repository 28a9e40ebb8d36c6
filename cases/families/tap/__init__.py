"""Opening the tap: families are found silently and released to their workers bit by bit."""
