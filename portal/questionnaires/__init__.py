"""What we ask: questionnaires as data, the way through them, and their words. No Flask app, no database."""
