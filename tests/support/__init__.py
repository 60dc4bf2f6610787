"""What several tests share: programs, laptops, screens, terminals, hostile text."""
