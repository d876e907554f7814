import type { ScreenLink } from '../screen-link.ts';
import type { ByteChannel } from './iron-socket.ts';
import type { ScreenLine } from './rdp-screen.ts';

/** The screen port, as IronRDP and as its page use it. */
export function createScreenLine(link: ScreenLink): ScreenLine & ByteChannel {
  const ended = Promise.withResolvers<void>();
  void link.opening.then(({ isOpen }) => {
    if (!isOpen) ended.resolve();
  });
  return {
    ended: ended.promise,
    byteCount: () => link.receivedBytes,
    painted: () => link.tellPainted(),
    failed: (problem) => link.fail(problem),
    send: (bytes) => link.send(bytes),
    listen(take, onEnd) {
      const end = (): void => {
        ended.resolve();
        onEnd();
      };
      link.listen({ take, end });
    },
    close: () => link.close(),
  };
}
