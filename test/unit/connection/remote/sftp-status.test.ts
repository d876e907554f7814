import { describe, expect, it } from 'vitest';
import { explainStatus, shownPath } from '../../../../main/connection/remote/sftp-status.ts';

const deed = { verb: 'open', path: '/srv/app/log' };

describe('a status of SFTP', () => {
  it.each([
    [2, '', 'not-found'],
    [3, 'Permission denied', 'not-allowed'],
    [4, 'Failure', 'not-allowed'],
    [4, 'File already exists', 'already-exists'],
    [4, 'mkdir /srv/app: file exists', 'already-exists'],
    [4, 'Directory not empty', 'not-empty'],
    [4, 'write: no space left on device', 'disk-full'],
    [4, 'Disk quota exceeded', 'disk-full'],
    [5, 'Bad message', 'not-supported'],
    [6, 'No connection', 'not-allowed'],
    [8, 'Operation unsupported', 'not-supported'],
    [10, '', 'not-found'],
    [11, '', 'already-exists'],
    [12, '', 'not-allowed'],
    [14, '', 'disk-full'],
    [15, '', 'disk-full'],
    [18, '', 'not-empty'],
    [19, '', 'not-found'],
    [4_000_000_000, 'nonsense', 'not-allowed'],
  ])('%i "%s" is %s', (code, text, expected) => {
    const problem = explainStatus(code, text, deed);
    expect(problem.code).toBe(expected);
    expect(problem.message).toContain('“/srv/app/log”');
    expect(problem.message).toMatch(/[.]$/);
  });
});

it('shows the end of a long path, and of an odd one what can be seen', () => {
  expect(shownPath(`/${'a'.repeat(500)}/name`)).toMatch(/^“…a+\/name”$/);
  expect(shownPath('/evil\u001B[2J\u202Egnp.exe\nnext')).toBe('“/evilgnp.exe next”');
});
