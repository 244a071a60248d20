"""What a customer wants: the route, the intent, the mood and the urgency of a message."""
