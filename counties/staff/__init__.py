"""Staff of a county: who is invited, who has which role until when, who leaves."""
