/** A button that makes the server misbehave. */
export interface Fault {
  readonly title: string;
  readonly explanation: string;
  /** What the server is told, in order: paths below `/control`. */
  readonly steps: readonly string[];
  /** The server's own name of it, if it lasts: shown while it does. */
  readonly name?: string;
}

// What concerns new connections only is followed by a drop, so that it is seen at once.
export const FAULTS: readonly Fault[] = [
  { title: 'Drop all', explanation: 'Resets every TCP connection.', steps: ['drop'] },
  {
    title: 'Restart, 3 s',
    explanation: 'Stops listening, forgets every message.',
    steps: ['restart?ms=3000&forget=1'],
  },
  {
    title: 'Refuse, 5 s',
    explanation: 'Resets whoever tries to connect.',
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
    explanation: 'Overloaded; asks for 4\u00a0s.',
    steps: ['unavailable?ms=4000&retryAfter=4', 'drop'],
    name: 'unavailable',
  },
  {
    title: 'Silence, 8 s',
    explanation: 'Connected, but not a byte comes.',
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
    explanation: 'A sign-in page, as a captive portal.',
    steps: ['html?ms=4000', 'drop'],
    name: 'html',
  },
  {
    title: 'Close 1001',
    explanation: 'WebSocket: going away, comes back.',
    steps: ['close?code=1001&reason=going%20away'],
  },
  {
    title: 'Close 4401',
    explanation: 'WebSocket: not allowed, for good.',
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
