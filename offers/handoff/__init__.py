"""What goes to a partner and comes back: batches of addresses, and the partner's answers."""
