"""FHIR R4 in: JSON resources and Bundles become credentials to offer, or refusals with their FHIRPath. No I/O."""
