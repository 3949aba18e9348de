"""How an expression is worked out."""
