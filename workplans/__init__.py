"""What the team will do about it: catalogue, work plans, meetings, reports."""
