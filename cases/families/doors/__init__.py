"""Other doors in: a worker's suggestion that a family is mutual, and event notices.

Both end where every match ends: a candidate, somebody's decision, a family. Nothing here writes,
reads or matches screening for prevention.
"""
