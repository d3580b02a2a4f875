"""Ground floor: records, tables, ports, errors and the rules that several rooms share. Pure."""
