"""What speaks for a memory, one idea a module. Each gives one number per candidate, higher meaning better."""
