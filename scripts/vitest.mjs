// Runs some tests by hand: node scripts/vitest.mjs test/unit/lib
import { stopSignal } from './lib/run.mjs';
import { runVitest } from './lib/vitest.mjs';

const { code } = await runVitest(process.argv.slice(2), { signal: stopSignal() });
process.exitCode = code ?? 1;
