"""Subscribing, and delivering."""
