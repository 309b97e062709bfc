"""Reads references that other programs export, and prints sources in Vancouver style."""

from blog.references.reading import parse
from blog.references.record import Record

__all__ = ["Record", "parse"]
