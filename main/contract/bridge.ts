import type { CallInput, CallOutput } from './calls.ts';
import type { Events } from './events.ts';
import type { CallName, EventName } from './names.ts';
import type { Result } from './problem.ts';

/**
 * `window.jumpseat`, all that the window can reach. The preload script makes it from the contract.
 *
 * Message ports do not pass the context bridge. They arrive as a `message` event of the window itself, with
 * `{ channel: 'stream.port', nonce }` as data and one port; see `portChannel`.
 */
export interface Bridge {
  platform: 'linux' | 'darwin' | 'win32';
  /** Names outside `callNames`, and those of `pathCallNames`, are refused with `bad-request`. */
  call<N extends CallName>(
    name: N,
    ...input: undefined extends CallInput<N> ? [] : [input: CallInput<N>]
  ): Promise<Result<CallOutput<N>>>;
  /**
   * Uploads what was dropped or pasted: `transfers.upload` with the paths of these files and folders, which the system
   * gave to the window. `bad-request` for files that are nowhere on this computer.
   */
  uploadFiles(
    target: Omit<CallInput<'transfers.upload'>, 'paths'>,
    files: readonly File[],
  ): Promise<Result<CallOutput<'transfers.upload'>>>;
  /** The returned function takes the listener back. */
  on<N extends EventName>(name: N, listener: (payload: Events[N]) => void): () => void;
}
