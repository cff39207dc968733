"""What a child process can hold. Imported inside the child only: these pull in llama.cpp and torch."""
