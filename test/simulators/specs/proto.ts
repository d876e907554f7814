import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { lazily } from './published.ts';
import type { PublishedApi, PublishedOperation, PublishedParameter, Validator } from './published.ts';
import type { Json } from './relax.ts';

/** The HTTP mapping of a gRPC service (google.api.Service). */
const mappingSchema = z.object({
  http: z.object({
    rules: z.array(
      z.object({
        selector: z.string(),
        get: z.string().optional(),
        post: z.string().optional(),
        patch: z.string().optional(),
        delete: z.string().optional(),
        body: z.string().optional(),
      }),
    ),
  }),
});

/** The error body of grpc-gateway. */
const gatewayError: Json = {
  type: 'object',
  properties: { code: { type: 'integer' }, message: { type: 'string' }, details: { type: 'array' } },
  required: ['code', 'message'],
};

/** JSON of a scalar as protobuf's JSON mapping has it: long numbers as strings, others also taken as strings. */
function scalar(type: string): Json {
  if (/^[us]?int64$|^s?fixed64$/.test(type)) return { type: 'string', pattern: '^-?\\d+$' };
  if (/^[us]?int32$|^s?fixed32$/.test(type))
    return { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^-?\\d+$' }] };
  if (type === 'bool') return { type: 'boolean' };
  if (type === 'float' || type === 'double') return { type: 'number' };
  return { type: 'string' };
}

function fieldSchema(field: protobuf.Field): Json {
  const { resolvedType } = field;
  let one: Json = scalar(field.type);
  if (resolvedType instanceof protobuf.Enum) one = { enum: Object.keys(resolvedType.values) };
  // Messages that are not set are null.
  if (resolvedType instanceof protobuf.Type) one = { anyOf: [messageSchema(resolvedType), { type: 'null' }] };
  return field.repeated ? { type: 'array', items: one } : one;
}

function messageSchema(type: protobuf.Type): Json {
  const fields = type.fieldsArray.map((field) => [field.resolve().name, fieldSchema(field)]);
  return { type: 'object', properties: Object.fromEntries(fields), additionalProperties: false };
}

/** Reads a gRPC service and its mapping to HTTP, with the names and empty fields that grpc-gateway sends. */
export function readProto(protoFile: string, mappingFile: string, covers: RegExp): PublishedApi {
  const { root } = protobuf.parse(readFileSync(protoFile, 'utf8'), { keepCase: true });
  root.resolveAll();
  const { http } = mappingSchema.parse(parseYaml(readFileSync(mappingFile, 'utf8')));
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const compile = (schema: Json): Validator => lazily(() => ajv.compile(schema as object));
  const operations: PublishedOperation[] = http.rules.flatMap((rule) => {
    const [, service = '', name = ''] = /^(.+)\.(\w+)$/.exec(rule.selector) ?? [];
    const method = root.lookupService(service).methods[name];
    if (method === undefined) return [];
    method.resolve();
    const { resolvedRequestType: request, resolvedResponseType: response } = method;
    if (request === null || response === null) return [];
    const [verb, path] = (['get', 'post', 'patch', 'delete'] as const)
      .map((candidate) => [candidate, rule[candidate]] as const)
      .find(([, found]) => found !== undefined) ?? ['get', ''];
    const inPath = [...(path ?? '').matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => parameter);
    const parameter = (field: protobuf.Field): PublishedParameter => ({
      name: field.name,
      isRequired: inPath.includes(field.name),
      isList: field.repeated,
      validate: compile(fieldSchema(field)),
    });
    const fields = request.fieldsArray.map((field) => field.resolve());
    return [
      {
        name: `${verb.toUpperCase()} ${path}`,
        method: verb.toUpperCase(),
        pattern: new URLPattern({ pathname: (path ?? '').replaceAll(/\{(\w+)\}/g, ':$1') }),
        path: fields.filter((field) => inPath.includes(field.name)).map(parameter),
        query: rule.body === '*' ? [] : fields.filter((field) => !inPath.includes(field.name)).map(parameter),
        body: rule.body === '*' ? { validate: compile(messageSchema(request)), isRequired: true } : undefined,
        replies: new Map([
          ['200', compile(messageSchema(response))],
          ['default', compile(gatewayError)],
        ]),
      },
    ];
  });
  return { covers, operations };
}
