"""What the page of today says about families to those who look after a whole county or unit."""
