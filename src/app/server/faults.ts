/** A button that makes the server misbehave. */
export interface Fault {
  readonly title: string;
  readonly explanation: string;
  /** The requests to the server, in order: paths below `/control`. A number is a wait, in milliseconds. */
  readonly steps: readonly (string | number)[];
  /** The name that the server gives to a fault that lasts. The panel marks the fault while it is active. */
  readonly name?: string;
}

// A fault of new connections is followed by a drop, so that its effect shows at once.
export const FAULTS: readonly Fault[] = [
  { title: 'Drop all', explanation: 'Resets every TCP connection.', steps: ['drop'] },
  {
    title: 'Restart, 3 s',
    explanation: 'Stops listening, forgets every message.',
    steps: ['restart?ms=3000&forget=1'],
  },
  {
    title: 'Refuse, 5 s',
    explanation: 'Resets every new connection.',
    steps: ['refuse?ms=5000', 'drop'],
    name: 'refuse',
  },
  {
    title: 'Delay, 2 s',
    explanation: 'Answers late, for 10\u00a0s.',
    steps: ['delay?ms=2000&for=10000', 'drop'],
    name: 'delay',
  },
  {
    title: '503',
    explanation: 'Overloaded; retry after 4\u00a0s.',
    steps: ['unavailable?ms=4000&retryAfter=4', 'drop'],
    name: 'unavailable',
  },
  {
    title: 'Silence, 8 s',
    explanation: 'Connected, but sends no byte.',
    steps: ['silence?ms=8000'],
    name: 'silence',
  },
  {
    title: 'Garbage',
    explanation: 'The next message is cut in half.',
    steps: ['garbage'],
  },
  {
    title: 'HTML, 4 s',
    explanation: 'A sign-in page, like a captive portal.',
    steps: ['html?ms=4000', 'drop'],
    name: 'html',
  },
  {
    title: 'Close 1001',
    explanation: 'WebSocket: going away, reconnects.',
    steps: ['close?code=1001&reason=going%20away'],
  },
  {
    title: 'Close 4401',
    explanation: 'WebSocket: not allowed, final.',
    steps: ['close?code=4401&reason=token%20expired'],
  },
];

export const ALL_CLEAR: Fault = {
  title: 'All clear',
  explanation: 'Ends every fault.',
  steps: ['reset', 'cors?mode=on'],
};

export const CORS_OFF: Fault = {
  title: 'CORS headers off',
  explanation: 'No other origin may read.',
  steps: ['cors?mode=off', 'drop'],
};

export const CORS_ON: Fault = {
  title: 'CORS headers on',
  explanation: 'Every origin may read.',
  steps: ['cors?mode=on'],
};

/** The changes of a second are published and forgotten before the page is back. */
export const BOOK_GAP: Fault = {
  title: 'Gap in the order book',
  explanation: 'The server forgets the changes of a second.',
  steps: ['refuse?feed=book&ms=1500', 'drop?feed=book', 1_000, 'trim?feed=book'],
};
