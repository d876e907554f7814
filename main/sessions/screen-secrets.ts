import type { ScreenCredentials } from '../contract/connection-control.ts';
import type { Screen } from '../contract/screen.ts';
import type { SecretStore } from '../keychain/secret-store.ts';

/** What is known of one place that shows a screen. It outlives the screen's tab, not the session. */
interface ScreenPlace {
  user?: string | undefined;
  /** Handle of the password that the person typed, or that came with a desktop. */
  password?: string | undefined;
  /** What was known last did not let anybody in. */
  isRefused?: boolean;
  /** SHA-256 of the certificate or key that was seen first. */
  pin?: string | undefined;
}

type Where = Pick<Screen, 'machine' | 'protocol' | 'route' | 'host' | 'port'>;

/** Users, passwords and pins of the screens of all sessions, as long as these last. */
export class ScreenSecrets {
  readonly #secrets: SecretStore;
  readonly #sessions = new Map<string, Map<string, ScreenPlace>>();

  constructor(secrets: SecretStore) {
    this.#secrets = secrets;
  }

  keep(sessionId: string, where: Where, { user, password }: ScreenCredentials): void {
    const place = this.#place(sessionId, where);
    place.user = user ?? place.user;
    if (password === undefined) return;
    place.isRefused = false;
    if (place.password !== undefined) this.#secrets.forget(place.password);
    place.password = this.#secrets.keep({ kind: 'password', label: 'the password of a screen', password });
  }

  credentials(sessionId: string, where: Where): ScreenCredentials {
    const { user, password: handle } = this.#place(sessionId, where);
    const secret = handle === undefined ? undefined : this.#secrets.read(handle);
    return {
      ...(user === undefined ? {} : { user }),
      ...(secret?.kind === 'password' ? { password: secret.password } : {}),
    };
  }

  /** From now on the person is asked again, whoever told what was known. */
  refuse(sessionId: string, where: Where): void {
    this.#place(sessionId, where).isRefused = true;
  }

  isRefused(sessionId: string, where: Where): boolean {
    return this.#place(sessionId, where).isRefused === true;
  }

  pin(sessionId: string, where: Where): string | undefined {
    return this.#place(sessionId, where).pin;
  }

  /** The first one holds, unless the person says otherwise. */
  keepPin(sessionId: string, where: Where, sha256: string, isWanted = false): void {
    const place = this.#place(sessionId, where);
    if (place.pin === undefined || isWanted) place.pin = sha256;
  }

  forget(sessionId: string): void {
    for (const { password } of this.#sessions.get(sessionId)?.values() ?? []) {
      if (password !== undefined) this.#secrets.forget(password);
    }
    this.#sessions.delete(sessionId);
  }

  #place(sessionId: string, { machine, protocol, route, host, port }: Where): ScreenPlace {
    const places = this.#sessions.get(sessionId) ?? new Map<string, ScreenPlace>();
    this.#sessions.set(sessionId, places);
    const key = [machine, protocol, route, host, port].join(' ');
    const place = places.get(key) ?? {};
    places.set(key, place);
    return place;
  }
}
