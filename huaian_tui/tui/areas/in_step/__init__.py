"""同步: keeping in step with colleagues through a shared folder - joining, how it stands, leaving."""
