"""A Stripe of its own: PaymentIntents, refunds, disputes, balances and webhooks, and their bad days.

`python -m fourthact.sandbox.stripe` speaks Stripe's HTTP API to the official client, refuses what Stripe refuses,
moves no money, and can be told over `/control` what is to happen. It holds nothing that Stripe would not know.
"""
