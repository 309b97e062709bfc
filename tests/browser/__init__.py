"""Tests that drive a real browser. Each is marked `browser`; `pytest -m 'not browser'` leaves them out."""
