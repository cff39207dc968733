# Run by CMake right after llama.cpp's own project() call (CMAKE_PROJECT_llama.cpp_INCLUDE, set in installer/setup.py).
# llama-cpp-python forces the "common" library on; Ebb uses libllama alone. A normal variable outranks the forced cache
# entry (policy CMP0077), which spares the HTTP client, OpenSSL and a quarter of the compile.
set(LLAMA_BUILD_COMMON OFF)
set(LLAMA_BUILD_MTMD OFF)
