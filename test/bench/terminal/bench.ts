import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sshd, makeKey, sshdMissing } from '../../fixtures/sshd.ts';
import type { Bench, BenchCase } from '../bench.ts';
import { buildTerminalApp } from './build-app.ts';
import { CELLS, Keyboard, TerminalContestant } from './contestant.ts';
import { corpusNames, writeCorpora } from './corpora.ts';
import type { CorpusName } from './corpora.ts';
import { Framebuffer } from './framebuffer.ts';
import type { Box } from './framebuffer.ts';
import { launchTerminalApp } from './launch.ts';
import { peers, sshCommand, startPeer } from './peers.ts';

const SLOT = { width: 1_040, height: 860 };
const OURS = 'jumpseat';

const caseNames: Record<CorpusName, string> = {
  log: '20 MB of coloured log',
  text: '20 MB of scrolling text',
  cjk: '20 MB of CJK and emoji',
};

const programs = ['/usr/bin/Xvfb', '/usr/bin/xdotool', '/usr/bin/ssh'];

export const bench: Bench = {
  name: 'terminal',
  notes: [
    `each terminal has ${CELLS.columns} x ${CELLS.rows} cells and 10,000 lines of scrollback, all on one Xvfb, without a graphics card`,
    'ours: utility process with ssh2, message port, sandboxed page with the real terminal view; peers: OpenSSH ssh -tt',
    'all are signed in to the same OpenSSH server beforehand; the time runs from the word to print the file to the last cell painted, read from the picture of the X server; nothing is subtracted',
    'Ctrl-C: from the key press (XTEST) after 2 s of flood to the painted answer of the shell',
  ],

  missing() {
    const absent = programs.filter((file) => !existsSync(file));
    if (sshdMissing !== undefined) return sshdMissing;
    if (absent.length > 0) return `${absent.join(', ')} is not installed`;
    return peers.length === 0 ? 'neither xterm nor alacritty is installed' : undefined;
  },

  async prepare(stack, log): Promise<BenchCase[]> {
    const folder = mkdtempSync(join(tmpdir(), 'bench-terminal-'));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    log('building the terminal and writing the texts');
    const appFolder = mkdtempSync(join(import.meta.dirname, '../../../node_modules/.cache/jumpseat/terminal-app-'));
    stack.defer(() => rmSync(appFolder, { recursive: true, force: true }));
    await buildTerminalApp(appFolder);
    const corpora = writeCorpora(folder);

    const names = [OURS, ...peers.map(({ name }) => name)];
    const screen = stack.use(await Framebuffer.start(folder, SLOT.width * names.length, SLOT.height));
    const sshd = stack.use(await Sshd.start());
    const slots = new Map<string, Box>(names.map((name, index) => [name, { x: index * SLOT.width, y: 0, ...SLOT }]));
    const keys = new Map(names.map((name) => [name, makeKey(join(folder, `key_${name}`))]));
    const agent = join(import.meta.dirname, 'agent.sh');
    const authorized = names.map(
      (name) => `restrict,pty,command="sh ${agent} ${join(folder, name)}" ${keys.get(name)?.publicKey}\n`,
    );
    writeFileSync(join(sshd.folder, 'authorized_keys'), authorized.join(''));
    const knownHosts = join(folder, 'known_hosts');
    writeFileSync(knownHosts, `[${sshd.host}]:${sshd.port} ${sshd.hostKeys[0]?.publicKey}\n`);

    const contestants = new Map<string, TerminalContestant>();
    for (const name of names) {
      const slot = slots.get(name);
      const key = keys.get(name);
      if (slot === undefined || key === undefined) continue;
      const title = name === OURS ? 'Terminal' : `bench-${name}`;
      const contestant = new TerminalContestant(name, title, join(folder, name), screen, slot);
      contestants.set(name, contestant);
      const peer = peers.find((each) => each.name === name);
      if (peer !== undefined) {
        stack.use(startPeer(peer, title, slot, sshCommand(sshd, key, knownHosts), screen.display, folder));
      } else {
        const settings = { host: sshd.host, port: sshd.port, user: sshd.user, privateKey: key.privateKey };
        const look = { bounds: slot, cells: CELLS, fontSize: 13, scrollback: 10_000 };
        process.env['DISPLAY'] = screen.display;
        stack.use(await launchTerminalApp(appFolder, { ...settings, ...look }));
      }
      await contestant.calibrate();
      log(`${name} is ready`);
    }
    const keyboard = stack.use(new Keyboard(screen.display));

    const [ours, ...others] = [...contestants.values()];
    if (ours === undefined) throw new Error('Our own terminal did not start.');
    const throughput = corpusNames.map((corpus) => {
      const contest = (each: TerminalContestant) => ({ name: each.name, measure: () => each.show(corpora[corpus]) });
      return {
        name: caseNames[corpus],
        unit: 's',
        better: 'less' as const,
        ours: contest(ours),
        peers: others.map(contest),
        aim: { ratio: 0.7 },
      };
    });
    const interrupt = (each: TerminalContestant) => ({
      name: each.name,
      measure: () => each.interrupt(corpora.log, keyboard),
    });
    return [
      ...throughput,
      {
        name: 'Ctrl-C in a flood of log',
        unit: 'ms',
        better: 'less',
        ours: interrupt(ours),
        peers: others.map(interrupt),
        aim: { figure: 50 },
      },
    ];
  },
};
