"""How offers do: daily and monthly counts that hold nobody, and the report made of them."""
