"""What comes filled in from KoboToolbox and ODK Central, pulled or pushed, through the one door?"""
