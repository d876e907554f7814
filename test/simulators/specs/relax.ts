/** A part of a JSON document. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNull(schema: Json): boolean {
  return isObject(schema) && schema['type'] === 'null';
}

/** `oneOf` with a part that says nothing fits everything twice, that is, never; such parts are left out. */
function choices(parts: Json[]): Json[] {
  const telling = parts.filter((part) => isObject(part) && Object.keys(part).length > 0);
  return telling.some((part) => !isNull(part)) ? telling : parts;
}

/**
 * Makes JSON Schema of what OpenAPI 3.0 and Swagger 2.0 write: `x-nullable`, `nullable`, and choices of which more than
 * one may fit. Properties that are not published are refused, except in parts of an `allOf`, where each part knows only
 * its own.
 */
export function relax(value: Json, isPart = false): Json {
  if (Array.isArray(value)) return value.map((entry) => relax(entry));
  if (!isObject(value)) return value;
  const made: { [key: string]: Json } = {};
  for (const [key, entry] of Object.entries(value)) {
    if (key === 'example' || key === 'examples') continue;
    if ((key === 'oneOf' || key === 'anyOf') && Array.isArray(entry)) {
      made['anyOf'] = choices(entry).map((part) => relax(part, isPart));
    } else if (key === 'allOf' && Array.isArray(entry)) {
      made[key] = entry.map((part) => relax(part, true));
    } else if (key === 'properties' && isObject(entry)) {
      // A map of names, which may be named like keywords.
      made[key] = Object.fromEntries(Object.entries(entry).map(([name, schema]) => [name, relax(schema)]));
    } else {
      made[key] = relax(entry);
    }
  }
  const isClosed = isObject(made['properties']) && made['additionalProperties'] === undefined && !('allOf' in made);
  if (isClosed && !isPart) made['additionalProperties'] = false;
  const isNullable = value['x-nullable'] === true || value['nullable'] === true;
  return isNullable ? { anyOf: [made, { type: 'null' }] } : made;
}
