"""The outbox: what must be sent, when, how, and what became of it."""
