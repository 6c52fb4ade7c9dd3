"""The translations as a whole: how complete, by whom checked, held to which rules. No database, no page."""
