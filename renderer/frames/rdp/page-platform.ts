/** Whose keyboard this is. */
export function platformOf(page: Pick<Navigator, 'userAgent'>): 'mac' | 'windows' | 'linux' {
  if (page.userAgent.includes('Windows')) return 'windows';
  return page.userAgent.includes('Macintosh') ? 'mac' : 'linux';
}
