"""Pictures of an evaluation as data: what is drawn, its figures, and the sentence that says the same."""
