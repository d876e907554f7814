/** Every call the window may make of main. Plain strings, so that the preload script needs no schemas. */
export const callNames = [
  'app.snapshot',
  'app.info',
  'app.copyText',
  'app.openLink',
  'app.updateSettings',
  'accounts.check',
  'accounts.signInWithBrowser',
  'accounts.cancelSignIn',
  'accounts.chooseCaFile',
  'accounts.add',
  'accounts.replaceToken',
  'accounts.rename',
  'accounts.recheck',
  'accounts.remove',
  'keychain.recheck',
  'keys.refresh',
  'keys.import',
  'keys.generate',
  'keys.setPassphrase',
  'keys.use',
  'keys.copyPublic',
  'keys.remove',
  'machines.parse',
  'machines.connect',
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
  'builds.loadMore',
  'builds.artifacts',
  'builds.saveArtifact',
  'sessions.start',
  'sessions.attach',
  'sessions.debugProject',
  'sessions.takeMachine',
  'sessions.copyPassword',
  'sessions.end',
  'sessions.forget',
  'sessions.reconnect',
  'terminals.open',
  'terminals.close',
  'terminals.attach',
  'files.attach',
  'files.compare',
  'files.edit',
  'files.stopEdit',
  'files.resolveEdit',
  'files.copyCommand',
  'transfers.upload',
  'transfers.chooseUpload',
  'transfers.download',
  'transfers.dragOut',
  'transfers.control',
  'transfers.answer',
  'transfers.notes',
  'transfers.showFolder',
  'sync.plan',
  'sync.run',
] as const;

/**
 * Calls with paths of this computer in them. The preload script makes them itself, from `File` objects that the system
 * gave to the window: a script in the window cannot name a path.
 */
export const pathCallNames = ['transfers.upload'] as const satisfies readonly CallName[];

/** Every event main sends to the window. */
export const eventNames = ['state.patch', 'app.command', 'app.openSession'] as const;

/** The one channel on which message ports reach the window. */
export const portChannel = 'stream.port';

export type CallName = (typeof callNames)[number];
export type EventName = (typeof eventNames)[number];
