import type { Problem } from '../../../main/contract/problem.ts';

const RECONNECT = 'Connect again; if it happens again, restart the server of the screen.';

/** @param detail what noVNC says; for the log */
export function brokenProtocol(detail: string): Problem {
  return {
    code: 'protocol-error',
    message: 'The server of the screen sent something that makes no sense.',
    hint: RECONNECT,
    detail,
  };
}

export function screenTooLarge(width: number, height: number): Problem {
  return {
    code: 'too-large',
    message: `The screen now has ${width} × ${height} pixels, which is more than Jumpseat shows.`,
    hint: 'Give it a smaller size: at most 16,384 pixels on a side and 64 million in all.',
  };
}

export const pictureStuck: Problem = {
  code: 'protocol-error',
  message: 'A part of the picture could not be shown, and nothing after it.',
  hint: RECONNECT,
  detail: 'a picture was not decoded in time',
};

/** @param detail what was thrown */
export function viewerBroke(detail: string): Problem {
  return {
    code: 'internal',
    message: 'The viewer of the screen stopped working.',
    hint: 'Connect again. What runs on the machine was not touched.',
    detail,
  };
}
