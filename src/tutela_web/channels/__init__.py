"""How a message leaves or comes in: the ledger every message passes."""
