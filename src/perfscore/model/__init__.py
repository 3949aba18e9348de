"""What is evaluated: departments, filings, evidence, and what the evidence says."""
