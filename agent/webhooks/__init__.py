"""Webhooks to the systems of others: who has subscribed is told what changed. Stands on access and the ground."""
