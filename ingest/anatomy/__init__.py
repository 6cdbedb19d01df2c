"""Pure: the parts of an administrative document as Decree 30/2020/NĐ-CP orders them, one module a part."""
