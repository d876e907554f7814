import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { readFileSync } from 'node:fs';
import { lazily } from './published.ts';
import type { PublishedApi, PublishedOperation, PublishedParameter, Validator } from './published.ts';
import { isObject, relax } from './relax.ts';
import type { Json } from './relax.ts';

/** Parameters of one place: "path" or "query". */
function parameters(list: Json[], place: string, compile: (schema: Json) => Validator): PublishedParameter[] {
  return list.filter(isObject).flatMap((entry) => {
    if (entry['in'] !== place) return [];
    // Swagger 2.0 has the type beside the name, OpenAPI 3 below `schema`.
    const { name, in: _, required, description: __, collectionFormat: ___, allowEmptyValue: ____, ...beside } = entry;
    const schema = entry['schema'] ?? beside;
    if (typeof name !== 'string') return [];
    const isList = isObject(schema) && (schema['type'] === 'array' || JSON.stringify(schema).includes('"array"'));
    return [{ name, isRequired: required === true, isList, validate: compile(schema) }];
  });
}

function schemaOf(holder: Json | undefined): Json | undefined {
  if (!isObject(holder)) return undefined;
  if (holder['schema'] !== undefined) return holder['schema'];
  const content = holder['content'];
  const media = isObject(content) ? content['application/json'] : undefined;
  return isObject(media) ? media['schema'] : undefined;
}

/**
 * Reads OpenAPI 3.0, 3.1 or Swagger 2.0.
 * @param prefix of the paths in the document
 */
export function readOpenApi(file: string, prefix: string, covers: RegExp): PublishedApi {
  const document = relax(JSON.parse(readFileSync(file, 'utf8')) as Json);
  if (!isObject(document) || !isObject(document['paths'])) throw new Error(`${file} is no API description`);
  const ajv = new Ajv2020({ strict: false, allErrors: true, coerceTypes: false, formats: fullFormats });
  // Of numbers, these only say how many bits they need.
  for (const format of ['integer', 'int32', 'int64', 'float', 'double']) ajv.addFormat(format, true);
  // References inside the document go on working when it is known under a name.
  ajv.addSchema({ ...document, $id: file });
  const compile = (schema: Json): Validator =>
    lazily(() => ajv.compile(isObject(schema) ? (rooted(schema, file) as object) : {}));
  const operations: PublishedOperation[] = [];
  for (const [path, item] of Object.entries(document['paths'])) {
    if (!isObject(item)) continue;
    const shared = Array.isArray(item['parameters']) ? item['parameters'] : [];
    for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
      const operation = item[method];
      if (!isObject(operation)) continue;
      const own = Array.isArray(operation['parameters']) ? operation['parameters'] : [];
      const all = [...shared, ...own];
      const inBody = all.filter(isObject).find((entry) => entry['in'] === 'body') ?? operation['requestBody'];
      const bodySchema = schemaOf(inBody);
      const replies = isObject(operation['responses']) ? operation['responses'] : {};
      operations.push({
        name: `${method.toUpperCase()} ${prefix}${path}`,
        method: method.toUpperCase(),
        pattern: new URLPattern({ pathname: prefix + path.replaceAll(/\{([^}]+)\}/g, pathParameter) }),
        path: parameters(all, 'path', compile),
        query: parameters(all, 'query', compile),
        body:
          bodySchema === undefined
            ? undefined
            : { validate: compile(bodySchema), isRequired: isObject(inBody) && inBody['required'] === true },
        replies: new Map(
          Object.entries(replies).map(([status, reply]) => {
            const schema = schemaOf(reply);
            return [status, schema === undefined ? undefined : compile(schema)];
          }),
        ),
      });
    }
  }
  return { covers, operations };
}

/** A slug is three parts of a path, or one with encoded slashes. */
function pathParameter(_: string, name: string): string {
  const safeName = name.replaceAll(/\W/g, '_');
  return name.endsWith('-slug') && name.startsWith('project')
    ? `:${safeName}([^\\/]+\\/[^\\/]+\\/[^\\/]+|[^\\/]+)`
    : `:${safeName}`;
}

/** Makes references into the document absolute, for a schema that is taken out of it. */
function rooted(value: Json, id: string): Json {
  if (Array.isArray(value)) return value.map((entry) => rooted(entry, id));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      key === '$ref' && typeof entry === 'string' && entry.startsWith('#') ? id + entry : rooted(entry, id),
    ]),
  );
}
