"""What is kept of a person: told, handed out, forgotten. Each package declares what it keeps (`personal.py`); this one follows."""
