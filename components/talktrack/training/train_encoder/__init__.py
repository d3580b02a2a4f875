"""Train encoder: a sentence encoder tuned on the tenant's own questions and answers, kept only if it finds better."""
