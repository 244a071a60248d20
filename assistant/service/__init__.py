"""Customer service: what a customer's words give, forms filled in conversation, orders looked up, tickets opened."""
