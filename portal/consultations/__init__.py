"""The record: invitations, drafts, sealed answers, routing and reading."""
