"""The chat page and the service: Gradio's frame on FastAPI; every part reaches the articles through the façade alone."""
