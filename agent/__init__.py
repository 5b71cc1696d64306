"""The ground that issuer, verifier and wallet_api stand on. Imports none of them."""
