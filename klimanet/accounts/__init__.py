"""A person's identity: name, address, sign-in, sessions and preferences. What the person does in a network is in members."""
