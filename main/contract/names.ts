/** Every call the window may make of main. Plain strings, so that the preload script needs no schemas. */
export const callNames = [
  'app.snapshot',
  'app.info',
  'app.copyText',
  'app.openLink',
  'app.updateSettings',
  'projects.choose',
  'projects.remove',
  'projects.draftConfig',
  'projects.writeConfig',
  'projects.refresh',
  'projects.showFolder',
  'builds.refresh',
  'builds.watch',
  'builds.readLog',
  'builds.run',
  'builds.rebuild',
  'builds.cancel',
  'sessions.start',
  'sessions.end',
  'sessions.forget',
  'sessions.reconnect',
  'terminals.open',
  'terminals.close',
  'terminals.attach',
] as const;

/** Every event main sends to the window. */
export const eventNames = ['state.patch', 'app.command', 'app.openSession'] as const;

/** The one channel on which message ports reach the window. */
export const portChannel = 'stream.port';

export type CallName = (typeof callNames)[number];
export type EventName = (typeof eventNames)[number];
