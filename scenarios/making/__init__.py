"""How the shipped worlds' data files are made from public raw data; nothing here is needed to use them."""
