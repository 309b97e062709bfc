"""Commands for people who work on the site. Nothing here runs in production."""
