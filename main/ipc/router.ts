import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { callNames } from '../contract/names.ts';
import { fail } from '../lib/result.ts';
import { answerCall, type CallHandlers } from './answer-call.ts';

interface RouterOptions {
  handlers: CallHandlers;
  /** Whether the call comes from the main frame of our own window at our own origin. */
  isTrusted(event: IpcMainInvokeEvent): boolean;
  /** Tells the window what the call has changed, so that no answer comes before that. */
  flush(): void;
  log(line: string): void;
}

/** Registers one channel per call of the contract, and no other. */
export function startRouter({ handlers, isTrusted, flush, log }: RouterOptions): Disposable {
  for (const name of callNames) {
    ipcMain.handle(name, async (event, input: unknown) => {
      if (isTrusted(event)) {
        const answer = await answerCall(name, input, handlers, log);
        flush();
        return answer;
      }
      log(`call ${name} refused: it came from ${event.senderFrame?.origin ?? 'a frame that is gone'}`);
      return fail('not-allowed', 'Only the window of Jumpseat may ask for this.');
    });
  }
  return {
    [Symbol.dispose]() {
      for (const name of callNames) ipcMain.removeHandler(name);
    },
  };
}
