"""Who may see and do what: missions, people, roles, posts, the policy, audit, the vault."""
