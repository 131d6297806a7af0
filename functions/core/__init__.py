"""What belongs to no service: health, the OpenAPI document, and the answer to unknown routes."""
