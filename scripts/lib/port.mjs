const DEFAULT_PORT = 4200;

/**
 * `--port N`, else `PORT`, else the default; 0 lets the system choose.
 *
 * @param {readonly string[]} args
 * @param {Record<string, string | undefined>} env
 */
export function portOf(args, env) {
  const [first, ...rest] = args.flatMap((arg) => (arg.startsWith('--port=') ? ['--port', arg.slice(7)] : [arg]));
  if (first === undefined) return env['PORT'] ? parse(env['PORT'], 'PORT') : DEFAULT_PORT;
  if (first !== '--port' || rest.length !== 1) {
    throw new TypeError(`Usage: npm start [-- --port N], or PORT=N npm start; not "${args.join(' ')}"`);
  }
  return parse(rest[0] ?? '', '--port');
}

function parse(/** @type {string} */ value, /** @type {string} */ name) {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : NaN;
  if (!(port <= 65_535)) throw new TypeError(`${name} must be a port between 0 and 65535, not "${value}"`);
  return port;
}
