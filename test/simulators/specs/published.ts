import type { ValidateFunction } from 'ajv';

/** Compiled when it is first needed: documents are long, and a test meets little of them. */
export type Validator = () => ValidateFunction;

export function lazily(compile: Validator): Validator {
  let compiled: ValidateFunction | undefined;
  return () => (compiled ??= compile());
}

/** A parameter as the schema publishes it. */
export interface PublishedParameter {
  name: string;
  isRequired: boolean;
  /** Several of one name may be sent. */
  isList: boolean;
  validate: Validator;
}

/** One operation of a published API. */
export interface PublishedOperation {
  /** As published: "POST /api/v2/workflow/{id}/rerun". */
  name: string;
  method: string;
  pattern: URLPattern;
  path: PublishedParameter[];
  query: PublishedParameter[];
  /** Of the JSON body; undefined when the operation takes none. */
  body: { validate: Validator; isRequired: boolean } | undefined;
  /** By status or "default"; undefined when a status is listed without a schema. */
  replies: Map<string, Validator | undefined>;
}

/** What one document says. */
export interface PublishedApi {
  /** Requests below this path must be in the document. */
  covers: RegExp;
  operations: PublishedOperation[];
}
