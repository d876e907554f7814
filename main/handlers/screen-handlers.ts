import { clipboard, nativeImage } from 'electron';
import { MAX_CLIPBOARD_LENGTH, MAX_IMAGE_PIXELS } from '../contract/limits.ts';
import type { CallHandlers } from '../ipc/answer-call.ts';
import { isPng } from '../lib/png.ts';
import { fail, ok } from '../lib/result.ts';
import { openScreenElsewhere } from '../shell/open-screen.ts';
import { savePicture } from '../shell/save-picture.ts';
import { giveStream } from './give-stream.ts';
import { noWindow, type Services } from './services.ts';

export function screenHandlers(services: Services) {
  const { sessions, window } = services;
  const { screens } = sessions;
  return {
    'screens.open': ({ source, ...place }) => screens.open(place, source),
    'screens.close': ({ sessionId, screenId }) => screens.close(sessionId, screenId),
    'screens.attach': ({ nonce, ...screen }) => giveStream(services, nonce, (port) => screens.attach(screen, port)),
    'screens.signIn': ({ sessionId, screenId, ...credentials }) => screens.signIn(sessionId, screenId, credentials),
    'screens.trust': ({ sessionId, screenId }) => screens.trust(sessionId, screenId),
    'screens.forgetSignIn': ({ sessionId, screenId }) => screens.forgetSignIn(sessionId, screenId),
    'screens.find': (place) => screens.find(place),
    'screens.startServer': ({ starterId, ...place }) => screens.startServer(place, starterId),
    'screens.readClipboard': () => {
      // Nobody else's copying is to be seen from behind.
      if (window()?.isFocused() !== true) return fail('not-allowed', 'The window is not in front.');
      return ok({ text: clipboard.readText().slice(0, MAX_CLIPBOARD_LENGTH) });
    },
    'screens.saveImage': ({ png, name }) => {
      const parent = window();
      return parent === undefined ? noWindow : savePicture(parent, png, name);
    },
    'screens.copyImage': ({ png }) => {
      // Unpacked here, in this process: a small file may hold a picture that fills the memory.
      const image = isPng(png, MAX_IMAGE_PIXELS) ? nativeImage.createFromBuffer(Buffer.from(png)) : undefined;
      if (image?.isEmpty() !== false) return fail('bad-request', 'This picture cannot be read.', 'Take another one.');
      clipboard.writeImage(image);
      return ok();
    },
    'screens.openElsewhere': ({ sessionId, machine, protocol }) => {
      const endpoint = screens.endpoint({ sessionId, machine }, protocol);
      return endpoint.ok ? openScreenElsewhere(endpoint.value) : endpoint;
    },
    'screens.grabKeys': ({ isOn }) => {
      window()?.webContents.setIgnoreMenuShortcuts(isOn);
      return ok();
    },
  } satisfies Partial<CallHandlers>;
}
