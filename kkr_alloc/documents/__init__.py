"""What answers say to people: one module an answer, blocks of sentences and tables, no format or language."""
