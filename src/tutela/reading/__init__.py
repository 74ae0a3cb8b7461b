"""What reading the files of others rests on: the words by which offices say things."""
