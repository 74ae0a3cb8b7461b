"""What do we do: options, outcomes and their reasons, and how a response is measured."""
