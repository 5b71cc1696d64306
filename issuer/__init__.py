"""The issuer: turns health data into credentials, offers them by QR code, revokes them."""
