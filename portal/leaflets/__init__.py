"""Leaflets: short pages to read or print, as data. No Flask app, no database."""
