"""Who lives where, how reached? Areas, communities and their other names, cells of a grid."""
