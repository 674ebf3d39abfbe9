// node tools/fault-proxy/main.ts --to 127.0.0.1:8080 [--host 127.0.0.1] [--port 0] [--control 0] [--seed 1]
import { parseArgs } from 'node:util';
import { serveControl } from './control.ts';
import { FaultProxy } from './fault-proxy.ts';

const { values } = parseArgs({
  options: {
    to: { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '0' },
    control: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
  },
});
const to = /^(?:(.+):)?(\d+)$/.exec(values.to ?? '');
if (to === null) {
  console.error(`--to: expected HOST:PORT, got ${values.to ?? 'nothing'}`);
  process.exit(1);
}
const proxy = new FaultProxy({
  to: { host: to[1] ?? '127.0.0.1', port: Number(to[2]) },
  host: values.host,
  seed: Number(values.seed),
});
const url = await proxy.listen(Number(values.port));
const control = await serveControl(proxy, Number(values.control));
console.log(`fault-proxy listening on ${url.origin}, control on ${control.url.origin}`);
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    void Promise.all([proxy.close(), control.close()]).then(() => process.exit());
  });
