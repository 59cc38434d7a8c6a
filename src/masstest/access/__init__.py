"""Who may do what: people, passwords, sessions, roles and scopes, and what is masked for whom."""
