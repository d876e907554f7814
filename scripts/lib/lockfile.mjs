const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** Where npm finds the package `name` that the one at `from` asks for, or undefined when the lockfile has none. */
function find(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}

/** The optional packages that others in the lockfile name and that have no entry of their own. */
export function missingOptionalPackages(lockfile) {
  return Object.entries(lockfile.packages).flatMap(([from, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => find(lockfile.packages, from, name) === undefined)
      .map(([name, version]) => ({ name, version, dev: entry.dev === true })),
  );
}

/** An entry for a package of prebuilt files, whose name says which system it is for; undefined when it does not. */
export function entryFor({ name, version, dev }) {
  const words = name.split(/[/-]/);
  const os = words.filter((word) => systems.includes(word));
  const cpu = words.filter((word) => processors.includes(word));
  if (os.length !== 1 || cpu.length !== 1 || !/^\d/.test(version)) return undefined;
  const isMusl = /-musl(eabi(hf)?)?$/.test(name);
  const isGlibc = /-gnu(eabi(hf)?)?$/.test(name);
  return {
    version,
    cpu,
    ...(dev ? { dev } : {}),
    ...(isMusl || isGlibc ? { libc: [isMusl ? 'musl' : 'glibc'] } : {}),
    optional: true,
    os,
  };
}
