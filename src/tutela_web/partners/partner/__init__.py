"""The register of partners: who else protects, inside and outside the United Nations."""
