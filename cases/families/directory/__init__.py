"""The county's directory of services: what a parent can get, and who pays."""
