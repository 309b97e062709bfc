"""Readers' comments: sent, confirmed, decided on, shown."""
