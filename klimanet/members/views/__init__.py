"""The members of a network: who is in it, who asks to be, whom it invites."""
