"""Counting: what can be said about many, from what each one said."""
