"""Refusals of taskings, classified by the commander of the unit's component and by nobody else."""
