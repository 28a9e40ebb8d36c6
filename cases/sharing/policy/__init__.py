"""What the county's counsel decides about sharing: legal bases by edition, the authority to match,
the standard of the index and who is designated for it."""
