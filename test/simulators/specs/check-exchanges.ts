import type { ServiceId } from '../../../main/contract/account.ts';
import type { Exchange } from '../lib/exchange.ts';
import { knownDeviations } from './known-deviations.ts';
import { readOpenApi } from './open-api.ts';
import { readProto } from './proto.ts';
import type { PublishedApi, PublishedOperation, PublishedParameter, Validator } from './published.ts';
import { specFile } from './specs-folder.ts';

/** What came of holding exchanges against a published schema. */
export interface Verdict {
  /** Exchanges of which both halves were held against the schema. */
  checked: number;
  /** Published operations that were met. */
  operations: Set<string>;
  /** Operations nobody has published a schema of, in our words. */
  unpublished: Set<string>;
  /** Sentences; each once. */
  deviations: string[];
  /** Reasons of `knownDeviations` that were needed. */
  known: Set<string>;
}

const readers: Record<ServiceId, () => PublishedApi> = {
  circleci: () => readOpenApi(specFile('circleci', 'circleci-api-v2-openapi-2022-05.json'), '/api/v2', /^\/api\/v2\//),
  bitrise: () => readOpenApi(specFile('bitrise', 'bitrise-ci.json'), '/v0.1', /^\/v0\.1\//),
  codemagic: () => readOpenApi(specFile('codemagic', 'codemagic-api-v3-openapi.json'), '', /^\/api\/v3\//),
  semaphore: () =>
    readProto(
      specFile('semaphore', 'jobs.v1alpha.proto'),
      specFile('semaphore', 'jobs.v1alpha.yml'),
      /^\/api\/v1alpha\/jobs(\/|$)/,
    ),
};
const read = new Map<ServiceId, PublishedApi>();

/** The published schema of a service. */
export function publishedApi(service: ServiceId): PublishedApi {
  const api = read.get(service) ?? readers[service]();
  read.set(service, api);
  return api;
}

/** A path as the document writes it, with the names of parameters in the place of ids: for sentences and lists. */
function operationOf({ method, path, route }: Exchange): string {
  return `${method} ${route ?? path}`;
}

/** A value of a path or query is text; it fits when it fits as text, number or truth value. */
function fits(parameter: PublishedParameter, values: readonly string[]): boolean {
  const validate = parameter.validate();
  const readings = values.map((value) => [
    value,
    ...(/^-?\d+(\.\d+)?$/.test(value) ? [Number(value)] : []),
    value === 'true',
  ]);
  const asOne = values.length === 1 && readings[0]?.some((reading) => validate(reading)) === true;
  return asOne || (parameter.isList && validate([...values]) === true);
}

function* judgeRequest(operation: PublishedOperation, exchange: Exchange): Generator<string> {
  const groups = operation.pattern.exec({ pathname: exchange.path })?.pathname.groups ?? {};
  for (const parameter of operation.path) {
    const value = decodeURIComponent(groups[parameter.name.replaceAll(/\W/g, '_')] ?? '');
    if (!fits(parameter, [value])) yield `path parameter ${parameter.name} is ${JSON.stringify(value)}`;
  }
  for (const parameter of operation.query) {
    const values = exchange.query.getAll(parameter.name);
    if (values.length === 0 && parameter.isRequired) yield `query parameter ${parameter.name} is missing`;
    if (values.length > 0 && !fits(parameter, values))
      yield `query parameter ${parameter.name} is ${values.join(', ')}`;
  }
  for (const name of new Set(exchange.query.keys())) {
    const isPublished = operation.query.some((parameter) => parameter.name === name || parameter.name === `${name}[]`);
    if (!isPublished) yield `query parameter ${name} is not published`;
  }
  if (exchange.body === undefined) {
    if (operation.body?.isRequired === true) yield 'the body of the request is missing';
  } else if (operation.body === undefined) {
    const isEmpty = JSON.stringify(exchange.body) === '{}';
    if (!isEmpty) yield 'a request with a body, which is not published';
  } else {
    yield* faults('request', operation.body.validate, exchange.body);
  }
}

function* judgeReply(operation: PublishedOperation, { status, reply }: Exchange): Generator<string> {
  const key = operation.replies.has(String(status)) ? String(status) : 'default';
  if (!operation.replies.has(key)) {
    // Hardly any document lists every refusal; a success it must name.
    if (status < 400) yield `status ${status} is not published`;
    return;
  }
  const validate = operation.replies.get(key);
  if (validate !== undefined) yield* faults(`reply ${status}`, validate, reply);
}

function* faults(what: string, validator: Validator, value: unknown): Generator<string> {
  const validate = validator();
  if (validate(value) === true) return;
  const errors = validate.errors ?? [];
  // That something is not one of several forms says less than what is wrong with each; nobody means null.
  const telling = errors.filter(({ keyword, message }) => keyword !== 'anyOf' && message !== 'must be null');
  for (const { instancePath, message, params } of telling.length > 0 ? telling : errors) {
    const named = 'additionalProperty' in params ? `: ${String(params['additionalProperty'])}` : '';
    yield `${what}${instancePath.replaceAll(/\/\d+(?=\/|$)/g, '[]')} ${message ?? 'is wrong'}${named}`;
  }
}

/** Holds requests and replies against what the service has published. Faults on demand are left out. */
export function checkExchanges(service: ServiceId, exchanges: readonly Exchange[]): Verdict {
  const api = publishedApi(service);
  const verdict: Verdict = {
    checked: 0,
    operations: new Set(),
    unpublished: new Set(),
    deviations: [],
    known: new Set(),
  };
  const found = new Set<string>();
  for (const exchange of exchanges) {
    if (exchange.isFault) continue;
    const operation = api.operations.find(
      ({ method, pattern }) => method === exchange.method && pattern.test({ pathname: exchange.path }),
    );
    const name = operation?.name ?? operationOf(exchange);
    const judge = (sentence: string) => {
      const known = knownDeviations.find(
        (entry) => entry.service === service && entry.operation.test(name) && entry.sentence.test(sentence),
      );
      if (known === undefined) found.add(`${name}: ${sentence}`);
      else verdict.known.add(known.reason);
    };
    if (operation === undefined) {
      if (api.covers.test(exchange.path)) judge('not published');
      else verdict.unpublished.add(name);
      continue;
    }
    verdict.checked += 1;
    verdict.operations.add(operation.name);
    for (const sentence of judgeRequest(operation, exchange)) judge(sentence);
    for (const sentence of judgeReply(operation, exchange)) judge(sentence);
  }
  verdict.deviations.push(...found);
  return verdict;
}
