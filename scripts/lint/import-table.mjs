/**
 * A room that works beside sessions and sees them by their types; the work on machines is done by connection processes.
 * @param {string} room
 * @param {string[]} types further rooms of which only types may be imported
 */
const besideSessions = (room, types) => ({
  room,
  ours: ['main/contract', 'main/lib'],
  types: ['main/ipc', 'main/sessions', ...types],
  packages: ['zod'],
  builtins: 'no-sockets',
});

/**
 * Who may import whom. One row per room; a file belongs to the row with the longest matching `room`.
 *
 * - `ours`: rooms that may be imported; `name/*` means any folder right below. A room may always import itself.
 * - `types`: rooms of which only types may be imported.
 * - `packages`: npm packages that may be imported (`@scope/*` works); `any` means all but the reserved ones.
 * - `names`: of this package, only these values may be imported (types are free).
 * - `builtins`: `all`, `none`, or `no-sockets` for Node.js modules.
 *
 * A row named after a folder that has rows of its own below it (`renderer`) rules the files right in that folder. A file
 * under main/ or renderer/ that no row rules is an error: a new room starts with a row here.
 */
export const rooms = [
  // The composition root.
  { room: 'main', ours: ['main/*', 'main/providers/*'], packages: 'any', builtins: 'all' },
  // Its builders.
  { room: 'main/composition', ours: ['main/*', 'main/providers/*'], packages: 'any', builtins: 'all' },
  { room: 'main/contract', packages: ['zod'], builtins: 'none' },
  {
    room: 'main/preload',
    ours: ['main/contract'],
    packages: ['electron'],
    names: { electron: ['contextBridge', 'ipcRenderer', 'webUtils'] },
    builtins: 'none',
  },
  { room: 'main/lib', ours: ['main/contract'], packages: ['zod'], builtins: 'no-sockets' },
  {
    room: 'main/providers',
    ours: ['main/contract', 'main/lib', 'main/providers/*'],
    types: ['main/processes'],
    packages: ['zod'],
    builtins: 'none',
  },
  {
    room: 'main/providers/*',
    ours: ['main/contract', 'main/lib', 'main/providers'],
    types: ['main/processes'],
    packages: ['zod'],
    builtins: 'no-sockets',
  },
  { room: 'main/net', ours: ['main/contract', 'main/lib'], packages: 'any', builtins: 'all' },
  { room: 'main/processes', ours: ['main/contract', 'main/lib'], packages: 'any', builtins: 'no-sockets' },
  { room: 'main/keychain', ours: ['main/contract', 'main/lib'], packages: 'any', builtins: 'all' },
  {
    room: 'main/keys',
    ours: ['main/contract', 'main/lib', 'main/keychain'],
    packages: ['zod', 'ssh2'],
    builtins: 'all',
  },
  { room: 'main/connection', ours: ['main/contract', 'main/lib'], packages: 'any', builtins: 'all' },
  { room: 'main/buildhost', ours: ['main/contract', 'main/lib'], packages: 'any', builtins: 'all' },
  // Opens the port the browser comes back to, for as long as a sign-in lasts.
  {
    room: 'main/accounts',
    ours: ['main/contract', 'main/lib', 'main/providers'],
    types: ['main/ipc', 'main/keychain'],
    packages: ['zod', 'oauth4webapi'],
    builtins: 'all',
  },
  // Joins calls to what answers them: sees every service, but makes none.
  {
    room: 'main/handlers',
    ours: ['main/contract', 'main/lib', 'main/ipc', 'main/shell', 'main/builds', 'main/transfers'],
    types: [
      'main/accounts',
      'main/edits',
      'main/keychain',
      'main/keys',
      'main/providers',
      'main/providers/*',
      'main/sessions',
      'main/records',
      'main/salvage',
      'main/recordings',
      'main/environment',
      'main/ports',
      'main/attention',
    ],
    packages: ['electron'],
    builtins: 'no-sockets',
  },
  {
    room: 'main/builds',
    ours: ['main/contract', 'main/lib', 'main/providers', 'main/keychain'],
    types: ['main/ipc', 'main/processes'],
    packages: 'any',
    builtins: 'no-sockets',
  },
  {
    room: 'main/sessions',
    ours: ['main/contract', 'main/lib', 'main/providers', 'main/keychain'],
    types: ['main/keys', 'main/ipc', 'main/processes', 'main/builds'],
    packages: 'any',
    builtins: 'no-sockets',
  },
  // The work itself is done by connection processes, which sessions hold.
  {
    room: 'main/transfers',
    ours: ['main/contract', 'main/lib'],
    types: ['main/ipc', 'main/sessions'],
    packages: ['zod'],
    builtins: 'no-sockets',
  },
  {
    room: 'main/edits',
    ours: ['main/contract', 'main/lib', 'main/transfers'],
    types: ['main/ipc', 'main/sessions'],
    packages: ['zod'],
    builtins: 'no-sockets',
  },
  // What stays of sessions, and what helps with their machines.
  besideSessions('main/records', ['main/builds']),
  besideSessions('main/salvage', ['main/records', 'main/builds']),
  besideSessions('main/recordings', ['main/records', 'main/keychain']),
  besideSessions('main/environment', ['main/providers']),
  besideSessions('main/ports', []),
  besideSessions('main/attention', ['main/builds']),
  {
    room: 'main/shell',
    ours: ['main/contract', 'main/lib'],
    types: ['main/ipc', 'main/builds', 'main/sessions', 'main/attention'],
    packages: 'any',
    builtins: 'no-sockets',
  },
  {
    room: 'main/ipc',
    ours: ['main/contract', 'main/lib'],
    types: ['main/builds', 'main/sessions'],
    packages: 'any',
    builtins: 'no-sockets',
  },
  {
    room: 'renderer/ui',
    ours: ['renderer/styles'],
    packages: ['react', 'react-dom', 'react-aria-components', 'lucide-react', '@tanstack/react-virtual'],
    builtins: 'none',
  },
  { room: 'renderer/styles', packages: [], builtins: 'none' },
  // Pages of their own, which the window frames: what they share, and one viewer each.
  { room: 'renderer/frames', ours: ['main/contract'], packages: ['zod'], builtins: 'none' },
  {
    room: 'renderer/frames/*',
    ours: ['main/contract', 'renderer/frames', 'renderer/styles'],
    packages: ['zod', '@novnc/novnc', '@devolutions/*'],
    builtins: 'none',
  },
  {
    room: 'renderer/state',
    ours: ['main/contract'],
    types: ['renderer/frames'],
    packages: ['react', 'zod', 'zustand'],
    builtins: 'none',
  },
  {
    room: 'renderer/tabs',
    ours: ['main/contract', 'renderer/ui', 'renderer/state', 'renderer/styles', 'renderer/features/*'],
    packages: 'any',
    builtins: 'none',
  },
  // Talks with the frames it shows; what a machine sends stays there.
  {
    room: 'renderer/features/screen',
    ours: ['main/contract', 'renderer/ui', 'renderer/state', 'renderer/styles', 'renderer/tabs', 'renderer/frames'],
    packages: 'any',
    builtins: 'none',
  },
  {
    room: 'renderer/features/*',
    ours: ['main/contract', 'renderer/ui', 'renderer/state', 'renderer/styles', 'renderer/tabs'],
    packages: 'any',
    builtins: 'none',
  },
  { room: 'renderer', ours: ['main/contract', 'renderer/*', 'renderer/features/*'], packages: 'any', builtins: 'none' },
];

/** Packages that only these rooms may import, by value or by type. */
export const reserved = {
  electron: [
    'main',
    'main/composition',
    'main/preload',
    'main/ipc',
    'main/handlers',
    'main/shell',
    'main/processes',
    'main/keychain',
    'main/net',
  ],
  'electron-store': ['main', 'main/shell'],
  // The keys' room has it tell whether a passphrase opens a key.
  ssh2: ['main/connection', 'main/buildhost', 'main/keys'],
  '@lydell/node-pty': ['main/buildhost'],
  '@napi-rs/keyring': ['main/keychain'],
  oauth4webapi: ['main/accounts'],
  '@xterm/*': ['renderer/features/terminal'],
  '@novnc/novnc': ['renderer/frames/vnc'],
  '@devolutions/*': ['renderer/frames/rdp'],
};

/** Node.js modules that `no-sockets` leaves out. */
export const socketModules = ['net', 'tls', 'dgram', 'http', 'https', 'http2'];

/** Folders of data that every room may import from, for example pictures. */
export const freeFolders = ['assets'];
