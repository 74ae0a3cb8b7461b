"""The risk of atrocity crimes, as named persons assess it."""
