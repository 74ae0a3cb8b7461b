"""Posts of a ministry or a regional force: names over the roles of the house."""
