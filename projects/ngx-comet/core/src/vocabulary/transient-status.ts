/** True for 408, 425, 429 and 5xx, which can pass; any other status will be the same next time (RFC 9110 §15). */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}
