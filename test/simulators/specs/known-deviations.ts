import type { ServiceId } from '../../../main/contract/account.ts';

/** Something a published schema does not say although the service does it. */
interface KnownDeviation {
  service: ServiceId;
  /** Of the operation as published, or as we call it. */
  operation: RegExp;
  sentence: RegExp;
  /** Where it is known from. */
  reason: string;
}

export const knownDeviations: readonly KnownDeviation[] = [
  {
    service: 'circleci',
    operation: /\/workflow\/\{id\}\/job$|\/artifacts$/,
    sentence: /^query parameter page-token is not published$/,
    reason:
      "CircleCI: page-token stands in the document's links and descriptions of these lists, not in their parameters",
  },
  {
    service: 'bitrise',
    operation: /\/log\/(summary|steps\/)/,
    sentence: /^not published$/,
    reason:
      "Bitrise: the log's summary and its steps are used by the vendor's own tool (bitrise-mcp) and not in the Swagger file",
  },
  {
    service: 'bitrise',
    operation: /\/builds\/\{build-slug\}\/log$/,
    sentence: /^status 200 is not published$|query parameter after_timestamp is not published/,
    reason:
      "Bitrise: the Swagger file lists only the refusals of a build's log; its replies and after_timestamp are from the vendor's own client (bitrise-cli)",
  },
  {
    service: 'semaphore',
    operation: /\/jobs/,
    sentence: /^reply 40[14] must be object$/,
    reason: 'Semaphore: what stands before the API answers in plain text (auth.ex of the published server)',
  },
];
