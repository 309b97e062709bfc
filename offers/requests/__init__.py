"""What happens to requests for the guide and for the sample: each step is one function, and safe to call twice."""
