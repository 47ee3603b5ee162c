"""What every door shares: permissions, sessions, languages, forms, errors, headers."""
