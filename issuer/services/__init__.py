"""What the issuer does, over the ports of agent.ports and its own stores."""
