import { expect, it } from 'vitest';
import type { MachineFiles } from '../../../../main/connection/remote/machine-files.ts';
import { frame } from '../../../../main/connection/ports/listening-script.ts';
import { PortWatch } from '../../../../main/connection/ports/port-watch.ts';
import type { MachinePorts } from '../../../../main/contract/forward.ts';
import { fail, ok } from '../../../../main/lib/result.ts';
import { StepClock } from '../../../fixtures/step-clock.ts';

function setUp() {
  const clock = new StepClock();
  let looks = 0;
  let answer: 'busy' | 'deaf' | number = 3000;
  const files = {
    abilities: async () => ok({ os: 'posix' }),
    run: async () => {
      looks += 1;
      if (answer === 'busy') return fail('busy', 'The machine did not open another channel.');
      const lines = [frame.BEGIN, `LISTEN 0 1 127.0.0.1:${answer} 0.0.0.0:*`, frame.END];
      return ok({ output: Buffer.from(answer === 'deaf' ? 'no shell here' : `${lines.join('\n')}\n`), code: 0 });
    },
  } as unknown as MachineFiles;
  const link: { files: MachineFiles | undefined } = { files };
  const said: MachinePorts[] = [];
  const watch = new PortWatch({ machine: 0, clock, files: () => link.files, onPorts: (ports) => said.push(ports) });
  return {
    clock,
    link,
    files,
    said,
    watch,
    looks: () => looks,
    answers: (next: typeof answer) => {
      answer = next;
    },
  };
}

it('looks every three seconds, and less often while nothing changes', async () => {
  const { clock, said, watch, looks, answers } = setUp();
  await clock.pass(9_000);
  expect(looks()).toBe(4);
  await clock.pass(591_000);
  expect(looks()).toBeLessThan(30);
  expect(said).toEqual([{ machine: 0, ports: [{ port: 3000, address: '127.0.0.1' }] }]);
  answers(3001);
  await clock.pass(30_000);
  expect(said.at(-1)?.ports[0]?.port).toBe(3001);
  const before = looks();
  await clock.pass(9_000);
  expect(looks() - before).toBeGreaterThanOrEqual(2);
  watch[Symbol.dispose]();
  expect(clock.waiting).toBe(0);
});

it('waits while the link is lost, and keeps what it knew while the machine is busy', async () => {
  const { clock, link, files, said, watch, looks, answers } = setUp();
  await clock.pass(0);
  answers('busy');
  await clock.pass(10_000);
  expect(said).toHaveLength(1);
  link.files = undefined;
  await clock.pass(60_000);
  const before = looks();
  await clock.pass(60_000);
  expect(looks()).toBe(before);
  link.files = files;
  answers(3001);
  watch.hurry();
  await clock.pass(0);
  expect(said).toHaveLength(2);
  watch[Symbol.dispose]();
});

it('says why nothing can be listed', async () => {
  const { clock, said, watch, answers } = setUp();
  answers('deaf');
  await clock.pass(0);
  expect(said).toMatchObject([{ ports: [], problem: { code: 'not-supported' } }]);
  watch[Symbol.dispose]();
});
