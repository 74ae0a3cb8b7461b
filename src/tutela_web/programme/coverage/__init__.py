"""The strategy against reality: which critical risks and incidents it covers."""
