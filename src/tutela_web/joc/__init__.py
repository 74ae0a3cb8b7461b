"""The Joint Operations Centre: running log, handover between shifts, flash reports."""
