"""What is handed to partners: counts by area, month and harm, and what finer ones would betray."""
