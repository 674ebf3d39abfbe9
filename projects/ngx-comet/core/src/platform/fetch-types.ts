// The types of Fetch (§5.1, §5.4) that TypeScript declares only with its library for browsers. With these the published
// types compile for a server too, where `lib` has no DOM. Where it has, they equal the types of that library.

/** What `new Headers()` takes. */
export type HeadersInit = [string, string][] | Record<string, string> | Headers;

/** A body that can be sent again, so it is not a stream. */
export type BodyInit = string | Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer> | FormData | URLSearchParams;

/** Whether a request carries cookies. */
export type RequestCredentials = 'omit' | 'same-origin' | 'include';
