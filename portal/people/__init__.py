"""Staff accounts, roles, the policy table, sessions and the audit trail."""
