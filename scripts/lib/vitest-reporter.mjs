// Writes what came of every test, with the reasons of skips, which Vitest's own JSON reporter leaves out.
import { writeFileSync } from 'node:fs';

export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const tests = [];
    const errors = unhandledErrors.map((error) => `unhandled: ${error.message}`);
    for (const file of modules) {
      for (const error of file.errors()) errors.push(`${file.relativeModuleId}: ${error.message}`);
      for (const suite of file.children.allSuites())
        for (const error of suite.errors())
          errors.push(`${file.relativeModuleId} > ${suite.fullName}: ${error.message}`);
      for (const test of file.children.allTests()) {
        const { state, note } = test.result();
        tests.push({ name: `${file.relativeModuleId} > ${test.fullName}`, outcome: state, reason: note });
      }
    }
    writeFileSync(process.env.JUMPSEAT_TEST_REPORT, JSON.stringify({ tests, errors }));
  }
}
