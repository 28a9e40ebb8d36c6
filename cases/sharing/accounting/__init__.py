"""Answering for what was shown: who saw what, what somebody can see and why, what was out of
pattern, and the month that a supervisor signs."""
