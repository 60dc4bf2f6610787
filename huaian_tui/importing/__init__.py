"""Reading plans and seed data into validated models, and first-start seeding."""
