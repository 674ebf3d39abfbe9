/** A header value is a byte string. Ids are sent as UTF-8 (HTML §9.2.3, "encode the last event ID"). */
export function utf8Header(value: string): string {
  return String.fromCharCode(...new TextEncoder().encode(value));
}
