/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} LockFile
 */

/**
 * Why the packages that npm has installed differ from the lock file, or `undefined` if they do not. A checkout changes
 * the dates, so the contents are compared. npm writes its record last, so an interrupted install has none.
 *
 * @param {LockFile} wanted `package-lock.json`
 * @param {LockFile | undefined} found `node_modules/.package-lock.json`
 */
export function staleness(wanted, found) {
  if (!found?.packages) return 'nothing is installed';
  const installed = found.packages;
  for (const [path, { version, integrity, optional, devOptional, peer }] of Object.entries(wanted.packages ?? {})) {
    if (path === '') continue;
    const there = installed[path];
    if (there ? there.version !== version || there.integrity !== integrity : !(optional || devOptional || peer)) {
      return `${path} is ${there ? `${there.version}, not ${version}` : 'missing'}`;
    }
  }
  const extra = Object.keys(installed).find((path) => !wanted.packages?.[path]);
  return extra === undefined ? undefined : `${extra} is no longer wanted`;
}
