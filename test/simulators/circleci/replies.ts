import { json, text } from '../lib/exchange.ts';
import type { SimulatorReply, SimulatorRequest } from '../lib/exchange.ts';

/** JSON as Clojure writes it (EDN), which v1.1 answers with unless JSON is asked for. */
export function toEdn(value: unknown): string {
  if (value === null || value === undefined) return 'nil';
  if (Array.isArray(value)) return `[${value.map(toEdn).join(' ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, entry]) => `:${key.replaceAll('-', '_')} ${toEdn(entry)}`);
  return `{${pairs.join(', ')}}`;
}

/** A reply of v1.1 in the form that was asked for. */
export function v11(request: SimulatorRequest, value: unknown, status = 200): SimulatorReply {
  if (/application\/json/.test(request.headers.accept ?? '')) return json(value, status);
  return text(toEdn(value), status, { 'content-type': 'application/edn' });
}

/** An error of v1.1 and v2. */
export function refuse(status: number, message: string): SimulatorReply {
  return json({ message }, status);
}

/** An error of v3. */
export function refuseV3(status: number, type: string, title: string, detail: string): SimulatorReply {
  return json({ error: { id: 'a1f5c0de-0000-4000-8000-000000000000', type, title, detail } }, status);
}

export const notFoundV3 = (what: string): SimulatorReply =>
  refuseV3(404, 'not_found', 'Not Found', `${what} not found`);

/** A moment as CircleCI writes it; null for none. */
export function iso(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
