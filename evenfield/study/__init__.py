"""Many replications: cut into blocks, worked on all cores, kept part by part, resumed by the same call."""
