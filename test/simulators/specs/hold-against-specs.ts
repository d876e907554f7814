import type { ServiceId } from '../../../main/contract/account.ts';
import type { Exchange } from '../lib/exchange.ts';
import { checkExchanges } from './check-exchanges.ts';
import { specsMissing } from './specs-folder.ts';

/** Fails when a request of ours or a reply of the simulator is not what the service has published. */
export function holdAgainstSpecs(service: ServiceId, exchanges: readonly Exchange[]): void {
  // `published-samples.test.ts` says so, once for all.
  if (specsMissing !== undefined) return;
  const { deviations } = checkExchanges(service, exchanges);
  if (deviations.length > 0) throw new Error(`not as ${service} has published it:\n${deviations.join('\n')}`);
}
