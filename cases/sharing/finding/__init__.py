"""What is typed into the one search box, and how well it fits what a person's records say."""
