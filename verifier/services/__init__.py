"""Use cases of the verifier, over the ports of agent.ports and the store."""
