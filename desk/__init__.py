"""What the company keeps about its conversations: conversations, accounts, audit. Knows nothing of documents or pages."""
