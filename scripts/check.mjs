// Holds the sources to the rules of the house: types, lint with the import table, format, nothing unused.
import { runChecks } from './lib/checks.mjs';
import { stopSignal } from './lib/run.mjs';

const results = await runChecks(stopSignal());
if (results.some(({ passed }) => !passed)) process.exitCode = 1;
