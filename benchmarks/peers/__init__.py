"""The rubric written by hand for other libraries, one module each."""
