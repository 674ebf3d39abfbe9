import type { PushServer } from '../../projects/push-server/src/server.ts';
import { ROUTES, type Break, type RouteName, type Step } from './plan';

type How = (server: PushServer, transport: string) => unknown;

const BREAKS: Readonly<Record<Break, How>> = {
  refused: ({ faults }, transport) => {
    faults.refuse({ transport });
    faults.drop({ transport });
  },
  unavailable: ({ faults }, transport) => {
    faults.unavailable({ transport });
    faults.drop({ transport });
  },
  'bad gateway': ({ faults }, transport) => {
    faults.status({ transport, code: 502 });
    faults.drop({ transport });
  },
  ended: ({ faults }, transport) => {
    faults.refuse({ transport });
    faults.drop({ transport, graceful: true });
  },
  restarted: (server, transport) => {
    server.faults.refuse({ transport });
    return server.restart({ ms: 30 });
  },
  // The page can notice it only by the time that passes.
  silent: ({ faults }, transport) => {
    faults.silence({ transport });
  },
  // The route opens again, but delivers nothing.
  buffered: ({ faults }, transport) => {
    faults.buffer({ transport });
    faults.drop({ transport, graceful: true });
  },
};

/** The server's name for a route: the page uses long polling. */
const pathOf = (route: RouteName): string => (route === 'polling' ? 'long-polling' : route);

/** Refuses all routes except these. */
export function letThrough(server: PushServer, routes: readonly RouteName[]): void {
  server.faults.reset();
  for (const route of ROUTES) if (!routes.includes(route)) BREAKS.refused(server, pathOf(route));
}

/** Changes the network so that a connection must fall back, or will return, to the route of the step. */
export async function change(server: PushServer, { from, to, breaks }: Step): Promise<void> {
  if (breaks === 'nothing') return letThrough(server, ROUTES.slice(ROUTES.indexOf(to)));
  // The route in use breaks as the step says, the others are refused.
  letThrough(server, [from, to]);
  await BREAKS[breaks](server, pathOf(from));
}
