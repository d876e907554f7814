import type { Keychain } from '../contract/keychain.ts';
import type { ServiceView } from './secret-service.ts';

/** Names of processes as the kernel shortens them, and what people call the programs. */
const programs: [RegExp, string][] = [
  [/^gnome-keyring/, 'GNOME Keyring'],
  [/^(kwalletd|ksecretd)/, 'KWallet'],
  [/^keepassxc/, 'KeePassXC'],
];

const THIS_RUN = 'Secrets are kept until Jumpseat quits and are never written to disk.';

function nameOf(program: string): string {
  return programs.find(([pattern]) => pattern.test(program))?.[1] ?? 'the system keyring';
}

/** What to do on this desktop to have a keyring. */
function howToGetOne(desktop: string): string {
  if (/KDE|LXQt/i.test(desktop)) {
    return 'Switch KWallet on in System Settings, under KDE Wallet, with “Use KWallet for the Secret Service interface”. Then check again.';
  }
  if (/GNOME|Unity|Cinnamon|MATE|XFCE|Budgie|Pantheon|Deepin/i.test(desktop)) {
    return 'Install the package gnome-keyring, sign out and in again, then check again.';
  }
  return 'Install and start a keyring that offers the Secret Service: gnome-keyring, KWallet, or KeePassXC with its Secret Service integration switched on. Then check again.';
}

/**
 * The state of the Secret Service for people.
 * @param desktop XDG_CURRENT_DESKTOP: names of the desktop, separated by colons
 */
export function describeService(view: ServiceView, desktop: string): Keychain {
  switch (view.state) {
    case 'open':
      return { state: 'available', name: nameOf(view.program) };
    case 'locked': {
      const name = nameOf(view.program);
      return {
        state: 'locked',
        name,
        message: `${capitalised(name)} is locked. ${THIS_RUN}`,
        hint: 'Check again: the keyring asks for its password. It is usually that of your login.',
      };
    }
    case 'empty': {
      const name = nameOf(view.program);
      return {
        state: 'locked',
        name,
        message: `${capitalised(name)} has no keyring to put secrets into yet. ${THIS_RUN}`,
        hint: 'Check again: it asks for a password and makes one.',
      };
    }
    case 'no-bus':
      return {
        state: 'missing',
        name: 'the system keyring',
        message: `There is no session bus (D-Bus), so no keyring can be reached. ${THIS_RUN}`,
        hint: 'Start Jumpseat from a desktop session. Over SSH or in a container, run it with dbus-run-session and start a keyring there.',
      };
    case 'no-service':
      return {
        state: 'missing',
        name: 'the system keyring',
        message: `This desktop has no keyring. ${THIS_RUN}`,
        hint: howToGetOne(desktop),
      };
    case 'silent':
      return {
        state: 'missing',
        name: 'the system keyring',
        message: `The keyring of this desktop does not answer. ${THIS_RUN}`,
        hint: 'Sign out and in again, or restart the keyring. Then check again.',
      };
  }
}

function capitalised(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
