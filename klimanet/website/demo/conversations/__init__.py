"""What the members of the demo ask, answer and discuss, the oldest first. Times are relative, so it never grows old.

The people and what they tell of their own municipalities are invented. What they say of laws and of other places by name
is real, and so are the totals of Odense's climate account.
"""

from klimanet.website.demo.conversations import climate_budget, lately, months_ago, weeks_ago
from klimanet.website.demo.conversations.shape import Conversation, Said

__all__ = ["CONVERSATIONS", "Conversation", "Said"]

CONVERSATIONS: tuple[Conversation, ...] = (
    *months_ago.CONVERSATIONS,
    *weeks_ago.CONVERSATIONS,
    *climate_budget.CONVERSATIONS,
    *lately.CONVERSATIONS,
)
