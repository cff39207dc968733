"""Finding the memories that answer a question. Knows neither how they are stored nor how vectors are made."""
