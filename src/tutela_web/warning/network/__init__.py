"""The community alert network: contacts, their tests, who is not heard."""
