/** A name as a person types it, taken apart the way Windows wants it: "ACME\anna" has a domain, "anna@acme.com" is whole. */
export function splitUser(name: string): { user: string; domain?: string } {
  const at = name.indexOf('\\');
  if (at === -1) return { user: name };
  return { user: name.slice(at + 1), domain: name.slice(0, at) };
}
