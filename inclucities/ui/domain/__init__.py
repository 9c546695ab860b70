"""What components are made of: plain shapes and drawings, without a request and without Django."""
