import { z } from 'zod';
import { accountCheckSchema, serviceIds } from './account.ts';
import { artifactSchema, logPageSchema } from './build.ts';
import { remotePathSchema } from './files.ts';
import { MAX_IMAGE_BYTES, MAX_LABEL_LENGTH, MAX_PASTE_LENGTH } from './limits.ts';
import { machineDraftSchema, machineFormSchema } from './machine-form.ts';
import type { CallName } from './names.ts';
import { machineCalls } from './machine-calls.ts';
import { recordCalls } from './record-calls.ts';
import { foundScreensSchema, screenProtocols } from './screen.ts';
import { portSchema, screenUserSchema } from './session.ts';
import { settingsChangeSchema } from './settings.ts';
import { syncPlanSchema } from './sync.ts';
import { transferAnswerSchema, transferNoteSchema } from './transfer.ts';

const nothing = z.undefined();
const build = z.object({ buildId: z.string() });
const project = z.object({ projectId: z.string() });
const session = z.object({ sessionId: z.string() });
const account = z.object({ accountId: z.string() });
const key = z.object({ keyId: z.string() });
const label = z.string().trim().min(1).max(MAX_LABEL_LENGTH);
/** How long a machine shall stay, in milliseconds; from a minute to a day. */
const durationMs = z.number().int().min(60_000).max(86_400_000);

/** Where an account lives: a host name or address for services that have several, and a CA file of its own. */
const installation = z.object({
  service: z.enum(serviceIds),
  host: z.string().max(300).optional(),
  /** From `accounts.chooseCaFile`. */
  caFile: z.string().max(4096).optional(),
});
const machine = session.extend({ machine: z.number().int().min(0) });
const screen = session.extend({ screenId: z.string() });
/** A picture of a screen, as PNG; `name` is proposed for its file. */
const image = z.object({
  png: z.instanceof(Uint8Array).refine(({ length }) => length <= MAX_IMAGE_BYTES),
  name: z.string().max(128),
});
const remotePaths = z.array(remotePathSchema).min(1).max(10_000);
const transferIds = z.array(z.string()).min(1).max(1_000);
/** A machine of a draft, with what the person changed and added by hand. */
const draftedMachine = z.object({
  draftId: z.string(),
  form: machineFormSchema,
  /** Typed by hand; takes the place of the one in the draft. */
  password: z.string().max(4096).optional(),
});

/** Terminal size in cells. */
export const sizeSchema = z.object({
  columns: z.number().int().min(1).max(1000),
  rows: z.number().int().min(1).max(1000),
});

/** Argument and reply of every call. All may fail with `bad-request` and `internal`; further codes stand beside each. */
export const calls = {
  /**
   * The whole truth and the number of the last patch in it: a `Snapshot` as JSON. One string crosses to the window many
   * times faster than ten thousand objects.
   */
  'app.snapshot': { input: nothing, output: z.string() },
  'app.info': {
    input: nothing,
    output: z.object({ version: z.string(), electron: z.string(), platform: z.string(), dataFolder: z.string() }),
  },
  /** Puts text on the clipboard; at most 1 MiB. */
  'app.copyText': { input: z.object({ text: z.string().max(1_048_576) }), output: nothing },
  /** Shows the address, asks, and opens it in the browser. http and https only. `not-allowed` */
  'app.openLink': { input: z.object({ url: z.string().max(8192) }), output: nothing },
  /** `storage-failed` */
  'app.updateSettings': { input: settingsChangeSchema, output: nothing },
  /**
   * Asks the service who the token belongs to and what it sees. Nothing is stored yet. `token-refused`, `no-right`,
   * `offline`, `rate-limited`, `service-failed`
   */
  'accounts.check': { input: installation.extend({ token: z.string().min(1).max(8192) }), output: accountCheckSchema },
  /** Opens the service's page in the browser and waits for its answer, for some minutes. `cancelled`, `timed-out` */
  'accounts.signInWithBrowser': { input: installation, output: accountCheckSchema },
  'accounts.cancelSignIn': { input: nothing, output: nothing },
  /** Asks for a file with certificates (PEM); `undefined` when the person changed their mind. `bad-request` */
  'accounts.chooseCaFile': { input: nothing, output: z.object({ caFile: z.string() }).optional() },
  /**
   * Stores what was checked. `not-found` when the check is too long ago, `bad-request` when the same login is in the list
   * already, `storage-failed`
   */
  'accounts.add': { input: z.object({ checkId: z.string(), label }), output: account },
  /**
   * Puts the token that was checked in the place of the account's own. `not-found`, `bad-request` when it belongs to
   * another service or person, `storage-failed`
   */
  'accounts.replaceToken': { input: account.extend({ checkId: z.string() }), output: nothing },
  'accounts.rename': { input: account.extend({ label }), output: nothing },
  /** Asks the service again at once, also when it is limited. */
  'accounts.recheck': { input: account, output: nothing },
  /** Forgets the account, its builds and its secret. `busy` while a session of it is open */
  'accounts.remove': { input: account, output: nothing },
  /** Looks for the keychain again, and moves secrets of this run into it once it is there. */
  'keychain.recheck': { input: nothing, output: nothing },
  /** Looks at the agent and `~/.ssh` again. */
  'keys.refresh': { input: nothing, output: nothing },
  /** Asks for a private key file and keeps it in the keychain; `undefined` when the person changed their mind. */
  'keys.import': { input: nothing, output: key.optional() },
  /** Makes an ed25519 pair. */
  'keys.generate': { input: z.object({ label }), output: key },
  /** `keep`: in the keychain; otherwise until Jumpseat quits. `sign-in-refused` when it is wrong */
  'keys.setPassphrase': {
    input: key.extend({ passphrase: z.string().min(1).max(4096), keep: z.boolean() }),
    output: nothing,
  },
  /** Whether a key is offered to machines, and whether it comes first. */
  'keys.use': { input: key.extend({ isUsed: z.boolean(), first: z.boolean() }), output: nothing },
  /** Puts the public part on the clipboard. */
  'keys.copyPublic': { input: key, output: nothing },
  /** Forgets an imported or generated key, or the passphrase of a file. The file itself is not touched. */
  'keys.remove': { input: key, output: nothing },
  /** Reads what was pasted; connects to nothing. `paste-unreadable` */
  'machines.parse': { input: z.object({ text: z.string().min(1).max(MAX_PASTE_LENGTH) }), output: machineDraftSchema },
  /** Connects to a machine of a draft, as a session of its own. `not-found`, `bad-request` */
  'machines.connect': { input: draftedMachine, output: session },
  /** Asks for a folder and adds it; `undefined` when the person changed their mind. */
  'projects.choose': { input: nothing, output: z.object({ projectId: z.string() }).optional() },
  /** Forgets the project and its builds; the folder itself is not touched. `not-found`, `busy` */
  'projects.remove': { input: project, output: nothing },
  /** A jumpseat.yml proposed from what lies in the folder. `project-missing` */
  'projects.draftConfig': { input: project, output: z.object({ text: z.string(), basedOn: z.string() }) },
  /** Writes jumpseat.yml unless one is there. `project-config-invalid`, `not-allowed` */
  'projects.writeConfig': { input: project.extend({ text: z.string().max(262_144) }), output: nothing },
  /** Reads the project's folder and jumpseat.yml again. */
  'projects.refresh': { input: project, output: nothing },
  /** Shows the folder in the system's file manager. `not-found` */
  'projects.showFolder': { input: project, output: nothing },
  'builds.refresh': { input: nothing, output: nothing },
  /** Keeps the details of these builds in the truth, and of no others. */
  'builds.watch': { input: z.object({ buildIds: z.array(z.string()).max(16) }), output: nothing },
  /** A page of a step's output: from `offset` on, or the last `tailBytes`. `not-found` */
  'builds.readLog': {
    input: build.extend({
      stepId: z.string(),
      offset: z.number().int().nonnegative().optional(),
      tailBytes: z.number().int().min(1).max(1_048_576).optional(),
    }),
    output: logPageSchema,
  },
  /** Builds a project's folder. `project-missing`, `project-config-missing`, `project-config-invalid` */
  'builds.run': {
    input: project.extend({ includeUncommitted: z.boolean() }),
    output: z.object({ buildId: z.string() }),
  },
  /** Same commit, same environment, no remote access. `source-unavailable` */
  'builds.rebuild': { input: build, output: z.object({ buildId: z.string() }) },
  'builds.cancel': { input: build, output: nothing },
  /** Asks for older builds of an account, or of all accounts that have some. `not-supported` when no more are kept */
  'builds.loadMore': { input: z.object({ accountId: z.string().optional() }), output: nothing },
  /** `not-supported` */
  'builds.artifacts': { input: build, output: z.array(artifactSchema) },
  /** Asks for a place and downloads the file there; `undefined` when the person changed their mind. `not-found` */
  'builds.saveArtifact': {
    input: build.extend({ artifactId: z.string() }),
    output: z.object({ path: z.string() }).optional(),
  },
  /** Rebuilds with remote access; the session shows how it goes. `source-unavailable`, `not-supported`, `no-right` */
  'sessions.start': { input: build.extend({ durationMs: durationMs.optional() }), output: session },
  /** Enters the machine of a running build. `not-supported`, `no-right` */
  'sessions.attach': { input: build, output: session },
  /** Asks for a machine with the project on it. `not-supported`, `no-right` */
  'sessions.debugProject': { input: project.extend({ durationMs: durationMs.optional() }), output: session },
  /** Gives a session whose guide wants it the machines that were pasted. `not-found`, `bad-request` */
  'sessions.takeMachine': { input: session.extend({ draft: draftedMachine }), output: nothing },
  /** Puts the password of a machine's endpoint on the clipboard, for another program. `not-found` */
  'sessions.copyPassword': {
    input: session.extend({ machine: z.number().int().min(0), kind: z.enum(['ssh', 'vnc', 'rdp']) }),
    output: nothing,
  },
  /**
   * Brings the work home unless that is switched off or not wanted, then ends the session; answers once the service has
   * confirmed the end.
   */
  'sessions.end': { input: session.extend({ withoutSalvage: z.boolean().optional() }), output: nothing },
  /** Takes an ended session out of the list. `busy` */
  'sessions.forget': { input: session, output: nothing },
  'sessions.reconnect': { input: session.extend({ machine: z.number().int().min(0) }), output: nothing },
  'terminals.open': {
    /** `shell`: name of one of the endpoint's shells; the first of them by default. */
    input: session.extend({ machine: z.number().int().min(0), shell: z.string().optional() }),
    output: z.object({ terminalId: z.string() }),
  },
  'terminals.close': { input: session.extend({ terminalId: z.string() }), output: nothing },
  /** Sends the terminal's message port to the window, marked with the nonce. `not-found`, `process-crashed` */
  'terminals.attach': {
    input: session.extend({ terminalId: z.string(), nonce: z.string().min(8).max(64), size: sizeSchema }),
    output: nothing,
  },
  /**
   * Adds a screen to the session; it connects when the window attaches it. `endpoint`: where the service shows one; `ssh`:
   * a port of the machine, through its SSH connection; `desktop`: one that the provider starts. `not-found`,
   * `not-supported`, `connection-lost`, `limit-reached`
   */
  'screens.open': {
    input: machine.extend({
      source: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('endpoint'), protocol: z.enum(screenProtocols) }),
        z.object({ kind: z.literal('ssh'), protocol: z.enum(screenProtocols), port: portSchema }),
        z.object({ kind: z.literal('desktop') }),
      ]),
    }),
    output: z.object({ screenId: z.string() }),
  },
  'screens.close': { input: screen, output: nothing },
  /**
   * Connects the screen, anew when it is connected, and sends its message port to the window; see screen-port.ts. How it
   * goes stands in the truth. `not-found`, `session-ended`, `process-crashed`
   */
  'screens.attach': {
    input: screen.extend({
      nonce: z.string().min(8).max(64),
      /** Windows' number of the keyboard layout (RDP only), for example 0x407. */
      keyboardLayout: z.number().int().min(0).max(0xffff_ffff).optional(),
    }),
    output: nothing,
  },
  /** Gives what the screen asks for. Kept for this session. `not-found` */
  'screens.signIn': {
    input: screen.extend({ user: screenUserSchema.optional(), password: z.string().max(4096) }),
    output: nothing,
  },
  /** Takes the new certificate for the pinned one, for this session. `not-found` */
  'screens.trust': { input: screen, output: nothing },
  /** From the next attach on the screen asks who signs in, whatever was known until then. `not-found` */
  'screens.forgetSignIn': { input: screen, output: nothing },
  /**
   * Looks on the machine for servers of screens, and for what could start one. `connection-lost`,
   * `not-supported`
   */
  'screens.find': {
    input: machine,
    output: foundScreensSchema,
  },
  /** Starts a server of screens by one of the commands that `screens.find` gave, and opens its screen. */
  'screens.startServer': {
    input: machine.extend({ starterId: z.string().max(64) }),
    output: z.object({ screenId: z.string() }),
  },
  /** Text of the clipboard, for a screen that has the focus and may have it; at most 1 MiB. `not-allowed` */
  'screens.readClipboard': { input: nothing, output: z.object({ text: z.string() }) },
  /** Asks for a place and writes a picture (PNG) there; `undefined` when the person changed their mind. */
  'screens.saveImage': { input: image, output: z.object({ path: z.string() }).optional() },
  /** Puts a picture (PNG) on the clipboard. */
  'screens.copyImage': { input: image, output: nothing },
  /**
   * Opens the endpoint in the program this computer has for it: a vnc:// address or a .rdp file, never with a secret.
   * `not-supported`: there is none; `path`: the file that was written and can be opened by hand
   */
  'screens.openElsewhere': {
    input: machine.extend({ protocol: z.enum(screenProtocols) }),
    output: z.object({ path: z.string().optional() }),
  },
  /** Gives the menu's keys to the machine while a screen has the focus. */
  'screens.grabKeys': { input: z.object({ isOn: z.boolean() }), output: nothing },
  /** Sends a message port to the window on which it browses the machine's files; see file-port.ts. */
  'files.attach': { input: machine.extend({ nonce: z.string().min(8).max(64) }), output: nothing },
  /** Asks for a file of this computer and compares it with one of the machine; `undefined` when nobody chose one. */
  'files.compare': {
    input: machine.extend({ path: remotePathSchema }),
    output: z
      .object({
        localPath: z.string(),
        localBytes: z.number(),
        remoteBytes: z.number(),
        localSha256: z.string(),
        remoteSha256: z.string(),
        isSame: z.boolean(),
      })
      .optional(),
  },
  /** Fetches a file and opens it in the program this computer has for it; each save is uploaded. `too-large`, `busy` */
  'files.edit': { input: machine.extend({ path: remotePathSchema }), output: z.object({ editId: z.string() }) },
  /** Ends the editing and removes the copy. `busy` while a save is not uploaded, unless it shall be lost */
  'files.stopEdit': { input: z.object({ editId: z.string(), loseChanges: z.boolean() }), output: nothing },
  /** The machine's file changed meanwhile: put ours over it, put ours beside it, or fetch theirs over ours. */
  'files.resolveEdit': {
    input: z.object({ editId: z.string(), choice: z.enum(['overwrite', 'keep-both', 'take-theirs']) }),
    output: nothing,
  },
  /**
   * A command line for another program, complete, quoted for the shells of this computer, with the pinned host key and
   * without a secret; also put on the clipboard. `notes`: what it needs besides. `not-supported`
   */
  'files.copyCommand': {
    input: machine.extend({
      program: z.enum(['rsync', 'scp', 'sftp']),
      direction: z.enum(['upload', 'download']),
      /** Downloads: what to fetch. Uploads: the one folder it goes to. */
      paths: remotePaths,
    }),
    output: z.object({ command: z.string(), notes: z.array(z.string()).max(8) }),
  },
  /** Uploads things of this computer into a folder. One transfer for each thing. Only the preload script calls it. */
  'transfers.upload': {
    input: machine.extend({
      folder: remotePathSchema,
      paths: z.array(z.string().min(1).max(32_767)).min(1).max(10_000),
    }),
    output: z.object({ transferIds: z.array(z.string()) }),
  },
  /** Asks what to upload; no transfers when the person changed their mind. */
  'transfers.chooseUpload': {
    input: machine.extend({ folder: remotePathSchema, what: z.enum(['files', 'folder']) }),
    output: z.object({ transferIds: z.array(z.string()) }),
  },
  /**
   * Downloads things, into a folder that is asked for, into the one that was asked for last (for what one call could not
   * take), or into the system's own for downloads. No transfers when the person changed their mind. `not-found`
   */
  'transfers.download': {
    input: machine.extend({ paths: remotePaths, to: z.enum(['ask', 'last', 'downloads']) }),
    output: z.object({ transferIds: z.array(z.string()) }),
  },
  /**
   * Things are being dragged out of the window: fetches them and gives them to the system's drag. `too-large` when that
   * would take longer than a drag lasts, `not-supported`: download them instead; `cancelled` when the mouse button was let
   * go before they were here
   */
  'transfers.dragOut': { input: machine.extend({ paths: remotePaths }), output: nothing },
  /**
   * - `pause`, `resume`, `cancel`: as they say; a cancelled transfer leaves nothing half-written
   * - `retry`: what failed, and only that
   * - `first`: before the others that wait
   * - `clear`: takes what has ended out of the list. `busy` for what has not
   */
  'transfers.control': {
    input: z.object({ transferIds, action: z.enum(['pause', 'resume', 'cancel', 'retry', 'first', 'clear']) }),
    output: nothing,
  },
  'transfers.answer': { input: z.object({ transferId: z.string(), answer: transferAnswerSchema }), output: nothing },
  /** A page of what failed, was skipped or renamed. */
  'transfers.notes': {
    input: z.object({
      transferId: z.string(),
      kind: transferNoteSchema.shape.kind,
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(500),
    }),
    output: z.object({ notes: z.array(transferNoteSchema).max(500), total: z.number().int() }),
  },
  /** Shows the local end of a transfer in the system's file manager. `not-found` */
  'transfers.showFolder': { input: z.object({ transferId: z.string() }), output: nothing },
  /**
   * Compares a folder of this computer with one of the machine and says what would change. The local folder is the
   * project's own, the one chosen before for this session and folder, or asked for; `choose` asks always. `undefined`
   * when nobody chose one. `not-found`, `not-supported`
   */
  'sync.plan': {
    input: machine.extend({
      direction: z.enum(['upload', 'download']),
      remoteFolder: remotePathSchema,
      choose: z.boolean(),
    }),
    output: syncPlanSchema.optional(),
  },
  /** Does what a plan says, but for what is left out, as one transfer. `not-found` when the plan is too old */
  'sync.run': {
    input: z.object({ planId: z.string(), leaveOut: z.array(z.string()).max(20_000) }),
    output: z.object({ transferId: z.string() }),
  },
  ...machineCalls,
  ...recordCalls,
} as const satisfies Record<CallName, { input: z.ZodType; output: z.ZodType }>;

export type CallInput<N extends CallName> = z.input<(typeof calls)[N]['input']>;
export type CallOutput<N extends CallName> = z.output<(typeof calls)[N]['output']>;
export type TerminalSize = z.infer<typeof sizeSchema>;
