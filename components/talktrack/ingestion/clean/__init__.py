"""Clean: take disfluencies and recogniser marks out of spoken text without taking meaning with them."""
