"""What headquarters reads of its missions: strategies in force and released reports."""
