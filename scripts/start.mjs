// Builds the app when its sources changed, and runs it. With no display on Linux it runs the tour instead.
import { buildIfChanged } from './lib/app-build.mjs';
import { appCommand } from './lib/electron.mjs';
import { run, stopSignal } from './lib/run.mjs';
import { needsVirtualDisplay } from './lib/virtual-display.mjs';

const signal = stopSignal();
if (!(await buildIfChanged({ signal }))) {
  process.exitCode = 1;
} else if (needsVirtualDisplay()) {
  console.log('There is no display, so the tour runs on a virtual one.');
  const { takeTour } = await import('./tour.mjs');
  process.exitCode = await takeTour({ signal });
} else {
  const { binary, args, env } = appCommand();
  const { code } = await run(binary, [...args, ...process.argv.slice(2)], { env, signal });
  process.exitCode = signal.aborted ? 130 : (code ?? 1);
}
