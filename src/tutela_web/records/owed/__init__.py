"""Everything with a due date, a clock or an owner, listed for the person responsible."""
