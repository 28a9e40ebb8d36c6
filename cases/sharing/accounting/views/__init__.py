"""Pages of the account, of access, of alerts and of monthly reviews."""
