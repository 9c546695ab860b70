"""What is printed: the document, its blocks, and how it is stored."""
