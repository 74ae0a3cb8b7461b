"""Which questions does the mission ask of the field by itself, and who approved them?"""
