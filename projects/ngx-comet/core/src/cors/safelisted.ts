/** Header names that can do without a preflight. `range` is omitted, because no transport sends it. */
const SAFE_NAMES = new Set(['accept', 'accept-language', 'content-language', 'content-type']);
const SAFE_TYPES = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);
const SAFE_METHODS = new Set(['GET', 'HEAD', 'POST']);
const LONGEST = 128;

/** Whether a header needs no preflight (Fetch §2.2.2, "CORS-safelisted request-header"). */
export function isSafelistedHeader(name: string, value: string): boolean {
  if (!SAFE_NAMES.has(name) || value.length > LONGEST) return false;
  switch (name) {
    case 'accept':
      return !hasUnsafeByte(value);
    case 'content-type':
      return !hasUnsafeByte(value) && SAFE_TYPES.has((value.split(';')[0] ?? '').trim().toLowerCase());
    default:
      return /^[\w *,.;=-]*$/.test(value);
  }
}

/** Whether a method needs no preflight (Fetch §2.2.1, "CORS-safelisted method"). */
export function isSafelistedMethod(method: string): boolean {
  return SAFE_METHODS.has(method);
}

/** Fetch §2.2.2, "CORS-unsafe request-header byte": quotes, brackets, and controls except the tab. */
function hasUnsafeByte(value: string): boolean {
  return /["():<>?@[\\\]{}\u007f]/.test(value) || Array.from(value).some((char) => char < ' ' && char !== '\t');
}
