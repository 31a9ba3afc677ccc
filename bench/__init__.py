"""Figures against their budgets: `python -m bench [NAME…] [--json FILE]`; docs/benchmarks.md says what each one is."""
