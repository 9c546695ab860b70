"""Questions and answers as parts of a document, for whichever app prints them."""
