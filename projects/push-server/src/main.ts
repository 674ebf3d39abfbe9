import { parseArgs } from 'node:util';
import { createPushServer } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    also: { type: 'string', multiple: true, default: [] },
    host: { type: 'string' },
    static: { type: 'string' },
    cors: { type: 'string', default: 'on' },
    'tick-every': { type: 'string' },
    buffer: { type: 'string' },
    'allow-host': { type: 'string', multiple: true },
    'allow-origin': { type: 'string', multiple: true },
    limit: { type: 'string', multiple: true, default: [] },
  },
});

const server = createPushServer({
  host: values.host,
  also: values.also.map((port) => numberOf('--also', port)),
  hosts: values['allow-host'],
  origins: values['allow-origin']?.includes('*') ? '*' : values['allow-origin'],
  limits: Object.fromEntries(values.limit.map(limitOf)),
  static: values.static,
  cors:
    values.cors === 'on' || values.cors === 'off'
      ? values.cors
      : { origins: values.cors.split(','), credentials: true },
  tickEvery: values['tick-every'] === undefined ? undefined : numberOf('--tick-every', values['tick-every']),
  buffer: values.buffer === undefined ? undefined : numberOf('--buffer', values.buffer),
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)));
}
await server.listen(numberOf('--port', values.port));
console.log(`push-server listening on ${server.stats().origins.join(' and ')}`);

function numberOf(flag: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new TypeError(`${flag}: expected a whole number, got ${JSON.stringify(text)}`);
  return Number(text);
}

function limitOf(text: string): readonly [string, number] {
  const [name = '', value = ''] = text.split('=');
  return [name, numberOf(`--limit ${name}`, value)];
}
