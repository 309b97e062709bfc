"""The tests: a folder for each app, `browser` for those that drive a real browser, and `helpers` for all."""
