"""What changes entries, their parts, and what people follow and have begun."""
