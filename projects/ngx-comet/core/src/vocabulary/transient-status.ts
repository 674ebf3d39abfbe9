/** True for 408, 425, 429 and 5xx. Any other status would be the same at a retry (RFC 9110 §15). */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}
