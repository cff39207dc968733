"""From a question and its evidence to an answer that says where it comes from."""
