/** What a shell says of the folder it is in. Only ever a hint: nothing is run because of it. */
export interface ReportedFolder {
  /** Missing where the escape names none. */
  host: string | undefined;
  path: string;
}

const MAX_LENGTH = 4096;

/** An absolute path of one line; drives of Windows as its servers write them. */
function reported(path: string, host?: string): ReportedFolder | undefined {
  const isFit = path.startsWith('/') && path.length <= MAX_LENGTH && !/[\u0000-\u001f\u007f-\u009f]/.test(path);
  return isFit ? { host: host === '' || host === 'localhost' ? undefined : host, path } : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * OSC 7: `file://HOST/PATH` with the path percent-encoded (freedesktop's and VTE's way, RFC 8089).
 * @param data what follows "7;"
 */
export function folderOfOsc7(data: string): ReportedFolder | undefined {
  if (data.length > MAX_LENGTH * 3) return undefined;
  const match = /^file:\/\/(?<host>[A-Za-z0-9._-]{0,253})(?<path>\/[^?#]*)$/.exec(data)?.groups;
  const path = match === undefined ? undefined : decoded(match['path'] ?? '');
  return path === undefined ? undefined : reported(path, match?.['host']);
}

/**
 * OSC 1337: `CurrentDir=PATH` (iTerm2's proprietary escape codes).
 * @param data what follows "1337;"
 */
export function folderOfOsc1337(data: string): ReportedFolder | undefined {
  const path = /^CurrentDir=(.*)$/.exec(data)?.[1];
  return path === undefined ? undefined : reported(path);
}

/**
 * OSC 633: `P;Cwd=PATH`, with `\xAB` for characters that escapes cannot hold (VS Code's shell integration).
 * @param data what follows "633;"
 */
export function folderOfOsc633(data: string): ReportedFolder | undefined {
  const path = /^P;Cwd=(.*)$/.exec(data)?.[1];
  if (path === undefined) return undefined;
  const plain = path.replace(/\\(?:x([0-9A-Fa-f]{2})|\\)/g, (_, code: string | undefined) =>
    code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
  );
  return reported(plain);
}
