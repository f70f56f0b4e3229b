"""What is filed: contents by their digest, looked over before they are kept.

Nouns: Stored. A content is on the disk before its row is written, so a crash leaves at most a file
that no row names, which `binhyen files check` lists. Imports the kernel only.
"""
