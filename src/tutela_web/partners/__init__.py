"""Work with partners: arrangements, delegations, roles, exchanges, humanitarian space."""
