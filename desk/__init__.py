"""What the company keeps about its conversations: conversations, accounts, audit. Knows no documents and no pages."""
