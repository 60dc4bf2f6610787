"""One composer per kind of document: each reads the store and holds all of its document's wording."""
