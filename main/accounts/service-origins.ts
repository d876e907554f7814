import { z } from 'zod';
import { serviceIds, type ServiceId } from '../contract/account.ts';
import { safeLink } from '../lib/safe-link.ts';

/** Origins that take the place of the services' own, for development and tests. */
export type ServiceOrigins = Partial<Record<ServiceId, string>>;

const schema = z.partialRecord(
  z.enum(serviceIds),
  z.string().refine((text) => safeLink(text)?.origin === text, 'has to be an origin, such as http://127.0.0.1:8080'),
);

/**
 * Reads `JUMPSEAT_SERVICES`, JSON with an origin by service id.
 *
 * @throws when it is anything else: who sets it wants to know
 */
export function readServiceOrigins(text: string | undefined): ServiceOrigins {
  if (text === undefined || text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('JUMPSEAT_SERVICES is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`JUMPSEAT_SERVICES cannot be used: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
