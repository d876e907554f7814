/** The one origin our windows have. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://jumpseat`;

/** Pages that the window shows inside itself, each time at a host of their own, and so in a process of their own. */
const frameKinds = ['vnc', 'rdp'] as const;
export type FrameKind = (typeof frameKinds)[number];

const frameHost = new RegExp(`^(?<kind>${frameKinds.join('|')})-[0-9a-f]{8,64}$`);

/** The one page of a frame, below its origin. */
export const framePage = (kind: FrameKind): string => `/frames/${kind}/index.html`;

/** What kind of frame has this host, for example "vnc-0123456789abcdef". */
export function frameKindOf(host: string): FrameKind | undefined {
  const kind = frameHost.exec(host)?.groups?.kind;
  return frameKinds.find((known) => known === kind);
}

/** Whether it is the page of a frame, at a host of a frame, and nothing more. */
export function isFramePage(address: string): boolean {
  const host = URL.parse(address)?.host ?? '';
  const kind = frameKindOf(host);
  return kind !== undefined && address === `${APP_SCHEME}://${host}${framePage(kind)}`;
}
