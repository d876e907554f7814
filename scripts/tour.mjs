// Drives the main job in the real app and writes a picture of every station.
//   npm run tour                 into tour/
//   npm run tour -- --readme     also the pictures that the READMEs show, into assets/tour/
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfChanged } from './lib/app-build.mjs';
import { driveApp } from './lib/drive-app.mjs';
import { stopSignal } from './lib/run.mjs';
import { stations } from './lib/tour-stations.mjs';
import { needsVirtualDisplay, startVirtualDisplay } from './lib/virtual-display.mjs';
import { root } from './setup/paths.mjs';

/** The longest that one thing on the tour may take. */
const STEP_TIMEOUT_MS = 60_000;

const pictureFolder = join(root, 'tour');
const readmeFolder = join(root, 'assets', 'tour');

/** Opens the app on a data folder of its own and shows it to `visit`; nothing stays behind. */
async function withApp(display, visit) {
  const home = mkdtempSync(join(tmpdir(), 'jumpseat-tour-'));
  const environment = {
    JUMPSEAT_DATA_FOLDER: join(home, 'jumpseat'),
    // Settings of the person's own shell have no place in the pictures.
    HOME: home,
    ...(display === undefined ? {} : { DISPLAY: display.name }),
  };
  try {
    const app = await driveApp(environment);
    try {
      const page = await app.firstWindow();
      page.setDefaultTimeout(STEP_TIMEOUT_MS);
      await page.emulateMedia({ colorScheme: 'dark' });
      await visit(page).catch(async (error) => {
        await page.screenshot({ path: join(pictureFolder, 'where-it-ended.png') }).catch(() => undefined);
        throw error;
      });
    } finally {
      await app.close();
    }
  } finally {
    // Its last processes may still be writing.
    rmSync(home, { recursive: true, force: true, maxRetries: 20 });
  }
}

/**
 * Takes the tour; returns the exit code.
 * @param {{ signal: AbortSignal, forReadme?: boolean }} options
 */
export async function takeTour({ signal, forReadme = false }) {
  rmSync(pictureFolder, { recursive: true, force: true });
  mkdirSync(pictureFolder, { recursive: true });
  const display = needsVirtualDisplay() ? await startVirtualDisplay() : undefined;
  try {
    await withApp(display, async (page) => {
      for (const [index, station] of stations.entries()) {
        if (signal.aborted) throw new Error('the tour was stopped');
        await station.visit(page);
        const file = join(pictureFolder, `${index + 1}-${station.name}.png`);
        await page.screenshot({ path: file });
        console.log(`${station.says}: ${relative(process.cwd(), file)}`);
        if (forReadme && station.isInReadme) {
          mkdirSync(readmeFolder, { recursive: true });
          copyFileSync(file, join(readmeFolder, `${station.name}.png`));
        }
      }
    });
    console.log(`The pictures of the tour are in ${pictureFolder}`);
    return 0;
  } catch (error) {
    console.error(signal.aborted ? 'The tour was stopped.' : `The tour ended early: ${error.message}`);
    return signal.aborted ? 130 : 1;
  } finally {
    await display?.[Symbol.asyncDispose]();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const signal = stopSignal();
  process.exitCode = (await buildIfChanged({ signal }))
    ? await takeTour({ signal, forReadme: process.argv.includes('--readme') })
    : 1;
}
