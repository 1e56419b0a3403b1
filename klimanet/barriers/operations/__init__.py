"""What is done with barriers and with what municipalities report of them."""
