"""The flow of the small world as others would write it; only what `benchmarks/` measures itself against."""
