import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { userInfo } from 'node:os';

/** A login shell with a slow start-up file gets this long to tell its environment. */
const LOGIN_SHELL_TIMEOUT_MS = 8000;

/** Where our own process, its start-up script or an outer shell left traces that a build must not see. */
const traces =
  /^(?:ELECTRON_.*|CHROME_.*|JUMPSEAT_.*|NODE_OPTIONS|NODE_CHANNEL_.*|NODE_UNIQUE_ID|NODE_ENV|NODE_ENV_ELECTRON_VITE|npm_.*|INIT_CWD|VITEST.*|ORIGINAL_XDG_CURRENT_DESKTOP|GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|CEILING_DIRECTORIES|CONFIG.*)|BASH_ENV|ENV|PWD|OLDPWD|SHLVL|_|TERM|TERM_.*|COLORTERM|COLUMNS|LINES|TMUX.*|STY|SSH_TTY|SSH_CLIENT|SSH_CONNECTION|PROMPT_COMMAND|PS[1-4])$/;

const shellName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Folders that `npm run` puts in front of the PATH. */
const npmFolder = /[/\\](?:node_modules[/\\]\.bin|node-gyp-bin)$/;

/** What is left of an environment when the traces of this app are taken out. */
export function cleanEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const isWindows = process.platform === 'win32';
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || traces.test(name)) continue;
    // Other names cannot be handed on by the shells that run the steps.
    if (!isWindows && !shellName.test(name)) continue;
    const isPath = name === 'PATH' || (isWindows && name.toUpperCase() === 'PATH');
    clean[name] = isPath ? withoutNpmFolders(value, environment) : value;
  }
  return clean;
}

function withoutNpmFolders(path: string, environment: NodeJS.ProcessEnv): string {
  if (environment['npm_lifecycle_event'] === undefined && environment['npm_execpath'] === undefined) return path;
  return path
    .split(delimiter)
    .filter((folder) => !npmFolder.test(folder))
    .join(delimiter);
}

const MARK = '__environment_begins__';

/** What the person's login shell exports, or undefined when it fails, hangs or says nothing usable. */
export function askLoginShell(
  shell: string,
  timeoutMs = LOGIN_SHELL_TIMEOUT_MS,
): Promise<NodeJS.ProcessEnv | undefined> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.ProcessEnv | undefined>();
  const script = `printf '%s\\0' ${MARK}; command env -0 2>/dev/null || command env | tr '\\n' '\\0'; exit`;
  // Its own process group, so that whatever its start-up files began goes with it.
  const child = spawn(shell, ['-ilc', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
    env: { ...process.env, DISABLE_AUTO_UPDATE: 'true', ZSH_TMUX_AUTOSTART: 'false' },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const end = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
    child.stdout.destroy();
  };
  const timer = setTimeout(end, timeoutMs);
  child.once('error', () => resolve(undefined));
  child.once('close', () => {
    clearTimeout(timer);
    resolve(parseEnvironment(Buffer.concat(chunks).toString('utf8')));
  });
  return promise;
}

function parseEnvironment(text: string): NodeJS.ProcessEnv | undefined {
  const start = text.indexOf(`${MARK}\0`);
  if (start === -1) return undefined;
  const pairs = text.slice(start + MARK.length + 1).split('\0');
  const environment = Object.fromEntries(
    pairs.flatMap((pair) => {
      const at = pair.indexOf('=');
      return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)] as const] : [];
    }),
  );
  return Object.hasOwn(environment, 'PATH') ? environment : undefined;
}

/**
 * The environment builds start from. An app opened from the dock or a menu has not been through the person's shell
 * start-up files, so the login shell is asked; one started in a terminal already has what they set.
 */
export async function baseEnvironment(environment: NodeJS.ProcessEnv = process.env): Promise<Record<string, string>> {
  const isFromTerminal = environment['TERM'] !== undefined || process.platform === 'win32';
  const shell = environment['SHELL'] ?? userInfo().shell;
  if (isFromTerminal || shell === null || shell === '') return cleanEnvironment(environment);
  const fromShell = await askLoginShell(shell);
  return cleanEnvironment({ ...environment, ...fromShell });
}
