"""The pages of the committee: rounds at the table, the table, one programme, the minutes."""
