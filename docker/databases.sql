-- One database a service; the agents make their own.
CREATE DATABASE issuer;
CREATE DATABASE verifier;
-- apart, so that it is backed up apart: the keys by which the events beside the log are sealed
CREATE DATABASE issuer_keys;
CREATE DATABASE verifier_keys;
CREATE DATABASE wallet_keys;
CREATE DATABASE wallet;
