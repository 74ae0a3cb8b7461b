"""Who threatens, who protects? Names as data give them, brought to the field's words."""
