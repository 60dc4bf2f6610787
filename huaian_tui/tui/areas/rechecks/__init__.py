"""销号抽查: drawing, looking, results, the sheet to take along."""
