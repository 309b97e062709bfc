"""Many made-up articles, to try the site out with as many as it may hold one day: `manage.py make_articles`."""
