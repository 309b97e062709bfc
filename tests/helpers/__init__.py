"""What tests of every app use: query counts, accessibility and HTML checks, a browser, a served demo."""
