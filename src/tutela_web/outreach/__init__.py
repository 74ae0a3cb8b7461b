"""Who has been heard: dialogue with communities, what they are told, what they fear and dispute."""
