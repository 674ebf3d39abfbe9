export const PUBLIC = 0;
const LOCAL = 1;
export const LOOPBACK = 2;

/**
 * The space of names and addresses that are local by definition (RFC 6761 §6.3, RFC 6762 §3, RFC 6890). A page cannot
 * know the address of any other name, so it counts as public.
 */
export function addressSpace(host: string): number {
  if (/(?:^|\.)localhost\.?$|^127[.\d]+$|^\[::1]$/.test(host)) return LOOPBACK;
  return /\.local\.?$|^(?:10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[.\d]+$|^\[f(?:[cd]\w\w|e[89ab]\w):/.test(
    host,
  )
    ? LOCAL
    : PUBLIC;
}
