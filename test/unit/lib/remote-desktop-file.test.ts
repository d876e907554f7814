import { describe, expect, test } from 'vitest';
import { remoteDesktopFile, vncAddress } from '../../../main/lib/remote-desktop-file.ts';

describe('a screen for another program', () => {
  test('is a .rdp file with its address and user, which asks for the password itself', () => {
    const file = remoteDesktopFile({ host: '10.0.0.1', port: 3390, user: 'ACME\\anna' });
    expect(file.split('\r\n')).toEqual(
      expect.arrayContaining(['full address:s:10.0.0.1:3390', 'username:s:ACME\\anna', 'prompt for credentials:i:1']),
    );
    expect(file).not.toMatch(/password/i);
    expect(file.endsWith('\r\n')).toBe(true);
  });

  test('has an IPv6 address in brackets, and no user where none is known', () => {
    expect(remoteDesktopFile({ host: '2001:db8::1', port: 3389 })).toContain('full address:s:[2001:db8::1]:3389\r\n');
    expect(remoteDesktopFile({ host: 'a', port: 3389 })).not.toContain('username');
  });

  test('is an address for VNC, whose user cannot pass for a host', () => {
    expect(vncAddress({ host: 'mac-1.example', port: 5900 })).toBe('vnc://mac-1.example:5900');
    expect(vncAddress({ host: '10.0.0.1', port: 5901, user: 'ACME\\a@b:c/d' })).toBe(
      'vnc://ACME%5Ca%40b%3Ac%2Fd@10.0.0.1:5901',
    );
  });
});
