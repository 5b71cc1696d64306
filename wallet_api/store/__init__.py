"""The typed stores over the tables: reads of a wallet's own rows are by (wallet_id, id), always."""
