/** What IronRDP 0.7.0 cannot do, for people. */
export const limits: readonly string[] = [
  'Sound of the machine is not heard here.',
  'Drives, printers and smart cards of this computer are not shared with the machine.',
  'The clipboards share text only, no files and no pictures.',
  'Videos and fast games are slow, since the machine sends single pictures (RemoteFX) and not a video (H.264).',
  'The pointer keeps the shape it has here.',
  'The screen takes another size by connecting anew.',
  'The machine sees one monitor.',
  'The sign-in form that xrdp shows after a wrong password is drawn askew; sign in as somebody else in the menu instead.',
  'Typing a text into a machine with xrdp works for unaccented letters, digits and signs only.',
];
