"""The only package that knows ACA-Py: its admin API, its webhooks, its command line and its storage.

Everything outside sees agent.ports and agent.protocol. One module per tag of the admin API holds exactly the routes
used; issuer, verifier, holder and host implement the ports with them. Source: the OpenAPI document and the sources
of acapy-agent 1.7.
"""
