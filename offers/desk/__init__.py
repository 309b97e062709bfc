"""Requests, batches and samples in the admin, for those who look after them."""
