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
  },
});

const server = createPushServer({
  host: values.host,
  also: values.also.map(Number),
  static: values.static,
  cors:
    values.cors === 'on' || values.cors === 'off'
      ? values.cors
      : { origins: values.cors.split(','), credentials: true },
  tickEvery: values['tick-every'] === undefined ? undefined : Number(values['tick-every']),
  buffer: values.buffer === undefined ? undefined : Number(values.buffer),
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)));
}
await server.listen(Number(values.port));
console.log(`push-server listening on ${server.stats().origins.join(' and ')}`);
