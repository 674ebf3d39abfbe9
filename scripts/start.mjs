// npm start: sets up, builds, and serves the demo and every protocol on one port. Runs on Node 20 and later.
import { npm, run, wasInterrupted } from './lib/run.mjs';
import { setUp, SetUpError, workspaceNode } from './lib/set-up.mjs';
import { portOf } from './lib/port.mjs';

process.exitCode = await start().catch((error) => {
  if (!(error instanceof SetUpError || error instanceof TypeError)) throw error;
  console.error(`\n${error.message}`);
  return 1;
});

async function start() {
  const port = portOf(process.argv.slice(2), process.env);
  await setUp();
  for (const script of ['build', 'build:demo']) {
    const code = await npm(['run', '--silent', script]);
    if (code !== 0 || wasInterrupted()) return code;
  }
  const code = await run(workspaceNode(), [
    'projects/push-server/src/main.ts',
    '--port',
    String(port),
    '--static',
    'dist/demo/browser',
  ]);
  // Ctrl-C is the normal end.
  return wasInterrupted() ? 0 : code;
}
