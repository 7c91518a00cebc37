"""Who may do what: accounts, sign-in sessions, roles, scopes, the policy (default deny) and the audit trail."""
