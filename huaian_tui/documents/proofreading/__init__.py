"""核对: what to look at before a notice goes out."""
