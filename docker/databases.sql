-- One database a service; the agents make their own.
CREATE DATABASE issuer;
CREATE DATABASE verifier;
CREATE DATABASE wallet;
