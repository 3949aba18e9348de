"""Score tables of departments in columns: exact, and in every row what scoring it alone gives.

Needs the extra ``batch``; nothing outside this package imports Polars.
"""
