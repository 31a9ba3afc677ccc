"""openapi.json of this API: which of the standard's addresses and parameters are answered, and what is added."""

VERSION = "3.1"
PROFILE = "https://docs.openreferral.org/"  # the standard itself: nothing is narrowed
SCHEMAS = "https://raw.githubusercontent.com/openreferral/specification/3.1/schema/"

TEXT, NUMBER, FLAG = {"type": "string"}, {"type": "integer", "minimum": 1}, {"type": "boolean"}
PARAMETERS = {
    "search": (TEXT, "Words, in whatever language, case or accents; all of them must be found."),
    "page": (NUMBER, "Number of the page."),
    "per_page": (NUMBER | {"maximum": 500}, "Records on a page; 50 when nothing is said."),
    "format": (TEXT | {"enum": ["json", "ndjson"]}, "ndjson: all records, one a line."),
    "taxonomy_term_id": (TEXT | {"format": "uuid"}, "Records with this term."),
    "taxonomy_id": (TEXT | {"format": "uuid"}, "Records with any term of this taxonomy."),
    "organization_id": (TEXT | {"format": "uuid"}, "Services of this organization."),
    "modified_after": (TEXT | {"format": "date-time"}, "Records that changed then or later."),
    "minimal": (FLAG, "Only `id` and `modified_date`, all on one page."),
    "full": (FLAG, "Fully nested records."),
    "full_service": (FLAG, "Fully nested services inside organizations."),
    "postcode": (TEXT, "Only at locations with this postal code."),
    "proximity": ({"type": "number"}, "Only at locations within so many metres of the middle of `postcode`."),
    "parent_id": (TEXT | {"format": "uuid"}, "Terms under this one: there are none."),
    "top_only": (FLAG, "Terms without parent: all are."),
    "lang": (TEXT | {"enum": ["fr", "nl", "en"]}, "Language of the texts; without it, that of Accept-Language."),
}
PAGING = ("search", "page", "per_page", "format", "lang")
CLASSIFIED = ("taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after")
# address → (summary, schema of a record in the list, schema of one record, parameters of the list)
LISTS = {
    "services": ("Services", "compiled/service_list.json", "compiled/service.json", (*CLASSIFIED, "minimal", "full")),
    "organizations": (
        "Organizations",
        "compiled/organization_list.json",
        "compiled/organization.json",
        (*CLASSIFIED, "full", "full_service"),
    ),
    "service_at_locations": (
        "Services at locations",
        "compiled/service_at_location_list.json",
        "compiled/service_at_location.json",
        (*CLASSIFIED, "full", "postcode", "proximity"),
    ),
    "taxonomies": ("Taxonomies", "taxonomy.json", "taxonomy.json", ()),
    "taxonomy_terms": (
        "Taxonomy terms",
        "taxonomy_term.json",
        "taxonomy_term.json",
        ("taxonomy_id", "parent_id", "top_only"),
    ),
}
COUNTS = ("total_items", "total_pages", "page_number", "size")
FLAGS = ("first_page", "last_page", "empty")


def openapi(name, server):
    """The document, for a portal of that name whose API stands at the address `server`."""
    paths = {"/": {"get": _operation("About this API", {"type": "object"}, ())}}
    for address, (summary, listed, nested, parameters) in LISTS.items():
        page = {
            "allOf": [{"$ref": "#/components/schemas/Page"}],
            "properties": {"contents": {"type": "array", "items": {"$ref": SCHEMAS + listed}}},
        }
        paths[f"/{address}"] = {"get": _operation(summary, page, (*PAGING, *parameters))}
        one = _operation(f"{summary}: one by its id", {"$ref": SCHEMAS + nested}, ("lang",))
        identifier = {"name": "id", "in": "path", "required": True, "schema": TEXT | {"format": "uuid"}}
        paths[f"/{address}/{{id}}"] = {"parameters": [identifier], "get": one}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{name}: HSDS {VERSION}",
            "version": "1",
            "description": "The directory in the Human Services Data Specification of Open Referral. Records are in "
            "one language each; the attribute `text-languages` says in which others they can be asked for. What is "
            "withdrawn is no longer found.",
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": {"Page": _page()}},
    }


def _operation(summary, schema, parameters):
    content = {"application/json": {"schema": schema}}
    return {
        "summary": summary,
        "parameters": [
            {"name": name, "in": "query", "description": PARAMETERS[name][1], "schema": PARAMETERS[name][0]}
            for name in parameters
        ],
        "responses": {"200": {"description": summary, "content": content}},
    }


def _page():
    counts = {name: {"type": "integer"} for name in COUNTS}
    return {"type": "object", "properties": counts | {name: {"type": "boolean"} for name in FLAGS}}
