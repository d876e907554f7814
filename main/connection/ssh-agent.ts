import ssh2 from 'ssh2';
import type { BaseAgent, IdentityCallback, ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2';
import { systemClock } from '../lib/clock.ts';
import type { Clock } from '../lib/clock.ts';

/** An agent may ask the person before it signs; after this long the next key is tried. */
export const AGENT_SIGN_TIMEOUT_MS = 20_000;

/**
 * The public key, or undefined when the SSH engine has no such kind of key (certificates, keys on a security token).
 * @param publicKey the key blob in base64, as authorized_keys has it (RFC 4253, section 6.6)
 */
export function parsePublicKey(publicKey: string): ParsedKey | undefined {
  const blob = Buffer.from(publicKey, 'base64');
  if (blob.length < 4) return undefined;
  const kind = blob.toString('latin1', 4, 4 + blob.readUInt32BE(0));
  const parsed = ssh2.utils.parseKey(`${kind} ${blob.toString('base64')}`);
  // Of a certificate the engine would read the key alone, and the agent would be asked for a key it does not have.
  return parsed instanceof Error || parsed.type !== kind ? undefined : parsed;
}

/** Signs with one key of an agent and knows of no other, so that no key is offered that was not meant to be. */
class SingleKeyAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #agent: BaseAgent;
  readonly #key: ParsedKey;
  readonly #onFault: (fault: string) => void;
  readonly #clock: Clock;

  constructor(agent: BaseAgent, key: ParsedKey, onFault: (fault: string) => void, clock: Clock) {
    super();
    this.#agent = agent;
    this.#key = key;
    this.#onFault = onFault;
    this.#clock = clock;
  }

  getIdentities(callback: IdentityCallback<ParsedKey>): void {
    callback(undefined, [this.#key]);
  }

  sign(key: ParsedKey, data: Buffer, options: SigningRequestOptions | SignCallback, callback?: SignCallback): void {
    const answer = typeof options === 'function' ? options : (callback ?? (() => {}));
    let isAnswered = false;
    const settle = (fault: string | undefined, signature?: Buffer): void => {
      if (isAnswered) return;
      isAnswered = true;
      cancel();
      if (fault === undefined) return answer(undefined, signature);
      this.#onFault(fault);
      answer(new Error(fault));
    };
    const cancel = this.#clock.after(AGENT_SIGN_TIMEOUT_MS, () => settle('the agent did not answer in time'));
    this.#agent.sign(key, data, typeof options === 'function' ? {} : options, (error, signature) => {
      if (error === undefined || error === null) return settle(undefined, signature);
      settle(/connect/.test(error.message) ? 'the agent is not running' : 'the agent did not sign with it');
    });
  }
}

/**
 * An agent that holds the one key.
 * @param path socket, named pipe, or "pageant"
 * @param onFault is told why the agent did not sign, in words that follow the key's label
 */
export function agentWithOneKey(
  path: string,
  key: ParsedKey,
  onFault: (fault: string) => void,
  clock: Clock = systemClock,
): BaseAgent {
  return new SingleKeyAgent(ssh2.createAgent(path), key, onFault, clock);
}
