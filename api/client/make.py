"""The client's source from the description of the interface: a type for each schema, a method for each operation."""

import json
import keyword
import textwrap
from pathlib import Path
from typing import Any

IN_FRAME = {"Problem", "FieldProblem"}  # they come as exceptions
FRAME = Path(__file__).with_name("frame.py")
HEAD = '''"""A client of the Đôn Đốc interface, made from its description by `dondoc describe`: not to be edited.

One file, the standard library alone, Python 3.11 or newer:

    client = Client("https://dondoc.example", "dd_…")
    for row in each(client.list_assignments, state="overdue"):
        print(row["unit_name"], row["text"])
"""
'''
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
Schema = dict[str, Any]


def client_source(description: Schema) -> str:
    """Return the whole file: frame, types in order of need, and the client."""
    frame = FRAME.read_text("utf-8").partition('"""\n\n')[2]
    frame = frame.replace("from typing import Any\n", "from typing import Any, Literal, NotRequired, TypedDict\n")
    schemas = description["components"]["schemas"]
    types = [_type(name, schemas[name]) for name in sorted(schemas.keys() - IN_FRAME)]
    return "\n\n".join([HEAD + frame.rstrip(), *types, _client(description)]) + "\n"


def write_both(description: Schema, folder: Path) -> None:
    """Write the description and the client made from it into a folder."""
    plain = json.dumps(description, ensure_ascii=False, indent=1) + "\n"
    (folder / "openapi.json").write_text(plain, "utf-8")
    (folder / "dondoc_client.py").write_text(client_source(description), "utf-8")


def _type(name: str, schema: Schema) -> str:
    name = _class(name)
    if "enum" in schema:
        return f"{name} = {_annotation(schema)}"
    fields = schema.get("properties", {})
    required = set(schema.get("required", []))
    known = {key: _field(value, optional=key not in required) for key, value in fields.items()}
    if any(keyword.iskeyword(key) for key in known):
        body = "".join(f'        "{key}": {told.replace(chr(34), chr(39))},\n' for key, told in known.items())
        return f'{name} = TypedDict(\n    "{name}",\n    {{\n{body}    }},\n)'
    lines = [f"class {name}(TypedDict):", _docstring(schema.get("description", name), 4), ""]
    return "\n".join([*lines, *(f"    {key}: {told}" for key, told in known.items())])


def _field(schema: Schema, *, optional: bool) -> str:
    told = _annotation(schema)
    return f"NotRequired[{told}]" if optional else told


def _annotation(schema: Schema) -> str:
    """The type as Python writes it; names of classes in quotes, for they may come later."""
    if "$ref" in schema:
        return f'"{_class(schema["$ref"].rpartition("/")[2])}"'
    if "anyOf" in schema:
        parts = [_annotation(each) for each in schema["anyOf"]]
        if any(part.startswith('"') for part in parts):
            return '"' + " | ".join(part.strip('"') for part in parts) + '"'
        return " | ".join(dict.fromkeys(parts))
    if "enum" in schema or "const" in schema:
        return f"Literal[{', '.join(json.dumps(value) for value in schema.get('enum', [schema.get('const')]))}]"
    kind = schema.get("type")
    if kind == "array":
        return f"list[{_annotation(schema.get('items', {}))}]"
    if kind == "object" or "properties" in schema:
        values = schema.get("additionalProperties")
        return f"dict[str, {_annotation(values) if isinstance(values, dict) and values else 'Any'}]"
    return PLAIN.get(str(kind), "Any")


def _client(description: Schema) -> str:
    methods = [
        _method(path, method.upper(), told)
        for path, operations in description["paths"].items()
        for method, told in operations.items()
    ]
    version = description["info"]["version"]
    head = f'class Client(Connection):\n    """Every operation of the interface, version {version}."""\n'
    return "\n".join([head, *methods]).rstrip()


def _method(path: str, method: str, told: Schema) -> str:
    places = {
        place: [each for each in told.get("parameters", []) if each["in"] == place] for place in ("path", "query")
    }
    content = told.get("requestBody", {}).get("content", {})
    is_raw = "application/octet-stream" in content
    arguments = [f"{each['name']}: {_annotation(each['schema'])}" for each in places["path"]]
    if content:
        arguments.append("raw: bytes" if is_raw else f"body: {_annotation(content['application/json']['schema'])}")
    named = [_argument(each) for each in sorted(places["query"], key=lambda each: not each.get("required", False))]
    heads = {each["name"].lower() for each in told.get("parameters", []) if each["in"] == "header"}
    if method == "POST":
        named.append("idempotency_key: str | None = None")
    if "if-match" in heads:
        named.append("if_match: str | None = None")
    signature = ", ".join(["self", *arguments, *(["*", *named] if named else [])])
    returns, call = _answer(told)
    parts = [json.dumps(method), f'f"{path}"' if places["path"] else json.dumps(path)]
    if places["query"]:
        pairs = ", ".join(f'"{each["name"]}": {each["name"]}' for each in places["query"])
        parts.append(f"query={{{pairs}}}")
    if content:
        parts.append("raw=raw" if is_raw else "body=body")
    if method == "POST":
        said = '"Idempotency-Key": idempotency_key' + (', "If-Match": if_match' if "if-match" in heads else "")
        parts.append(f"headers={{{said}}}")
    lines = [
        f"    def {told['operationId']}({signature}) -> {returns}:",
        _docstring(f"{told['summary']}.\n\n{told.get('description', '')}", 8),
        f"        {call.format(', '.join(parts))}",
        "",
    ]
    return "\n".join(lines)


def _answer(told: Schema) -> tuple[str, str]:
    """What a method returns, and how it asks for it."""
    status = next(each for each in ("200", "201", "204") if each in told["responses"])
    content = told["responses"][status].get("content", {})
    if "application/octet-stream" in content:
        return "bytes", "return self.call({})"
    if "application/json" not in content:
        return "None", "self.call({})"
    returns = _annotation(content["application/json"]["schema"])
    return returns, f"found: {returns} = self.told({{}})\n        return found"


def _argument(parameter: Schema) -> str:
    told = _annotation(parameter["schema"])
    if parameter.get("required"):
        return f"{parameter['name']}: {told}"
    if told.startswith('"'):
        told = f'"{told.strip(chr(34)).removesuffix(" | None")} | None"'
    else:
        told = f"{told.removesuffix(' | None')} | None"
    return f"{parameter['name']}: {told} = None"


def _class(name: str) -> str:
    return name.replace("_", "")


def _docstring(words: str, indent: int) -> str:
    pad = " " * indent
    lines = [line for part in words.strip().splitlines() for line in textwrap.wrap(part, 110 - indent) or [""]]
    if len(lines) == 1:
        return f'{pad}"""{lines[0]}"""'
    return f'{pad}"""' + f"\n{pad}".join(lines).replace(f"\n{pad}\n", "\n\n") + f'\n{pad}"""'
