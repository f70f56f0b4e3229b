"""Understanding a real-life workbook. Pure: no database, no clock, no files."""
