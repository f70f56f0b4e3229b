"""What a paper is and how it must look; plain values, no Django."""
