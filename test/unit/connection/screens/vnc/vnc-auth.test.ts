import { describe, expect, it } from 'vitest';
import { answerChallenge } from '../../../../../main/connection/screens/vnc/vnc-auth.ts';

const challenge = Uint8Array.from({ length: 16 }, (_, index) => index * 17);

describe('a VNC password', () => {
  it('answers a challenge as other viewers do', () => {
    // Made with the DES of noVNC.
    expect(answerChallenge(challenge, 'fishmore').toString('hex')).toBe('1eb9279fae79c91c3c8990806fbf5f4d');
  });

  it('counts for its first 8 bytes alone', () => {
    expect(answerChallenge(challenge, 'fishmore and more')).toEqual(answerChallenge(challenge, 'fishmore'));
    expect(answerChallenge(challenge, 'fishmorf')).not.toEqual(answerChallenge(challenge, 'fishmore'));
    // Cut in the middle of a character, as servers do.
    expect(answerChallenge(challenge, 'äöüßé')).toEqual(answerChallenge(challenge, 'äöüß'));
  });

  it('may be empty', () => {
    expect(answerChallenge(challenge, '')).toHaveLength(16);
  });
});
