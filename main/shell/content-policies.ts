import { APP_ORIGIN, APP_SCHEME, type FrameKind } from './origin.ts';

/**
 * Content security policy of the window (https://www.w3.org/TR/CSP3/). Nothing comes from anywhere but the app itself. A
 * policy cannot name hosts by how they begin: which frames there may be is told by permissions.ts.
 */
export const windowPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  `frame-src ${APP_SCHEME}:`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What both kinds of frames are held to: what a machine sends is worked on there. */
const framePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  `frame-ancestors ${APP_ORIGIN}`,
  // Neither windows nor dialogs nor downloads, and no way to lead the window elsewhere.
  'sandbox allow-scripts allow-same-origin',
];

/** Content security policies of the frames. */
export const framePolicies: Record<FrameKind, string> = {
  // noVNC shows the pointer by data: addresses. Left to itself it shows JPEG so, and would freeze in silence without.
  vnc: [...framePolicy, "script-src 'self'", 'img-src data:', "connect-src 'none'"].join('; '),
  // The decoder is WebAssembly, which comes by fetch.
  rdp: [...framePolicy, "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'"].join('; '),
};
