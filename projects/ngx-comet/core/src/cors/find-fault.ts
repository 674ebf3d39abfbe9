import type { CrossOriginRequest } from './cross-origin-request';
import type { Fault } from './fault';
import { probe, type ProbeInit, type ProbeOutcome } from './probe';
import { isSafelistedMethod } from './safelisted';

type Send = (init: Partial<ProbeInit>) => Promise<ProbeOutcome>;

/**
 * Finds out why the page may not read an answer; `undefined` = the server cannot be reached, the request works now, or
 * the cause is unknown. A silent probe has passed the preflight, because a refusal would have come at once.
 */
export async function findFault(
  request: CrossOriginRequest,
  signal: AbortSignal | undefined,
): Promise<Fault | undefined> {
  const { url, page, credentials, safe, unsafe } = request;
  const send: Send = (init) => probe(url, { mode: 'cors', credentials, headers: safe, ...init }, signal);
  if (url.origin === page) return (await redirects(send)) ? { kind: 'redirect' } : undefined;
  const [reach, bare, plain, whole] = await Promise.all([
    send({ mode: 'no-cors' }),
    send({ credentials: 'omit' }),
    credentials === 'include' ? send({}) : undefined,
    unsafe.length > 0 ? send({ headers: [...safe, ...unsafe] }) : undefined,
  ]);
  if (reach.kind === 'refused') return undefined;
  if (signal?.aborted === true) return undefined;
  const simple = plain ?? bare;
  const all = whole ?? simple;
  if (all.kind !== 'refused') {
    return reach.kind === 'passed' || all.kind === 'passed' ? untried(request, whole !== undefined) : undefined;
  }
  if (simple.kind !== 'refused') return preflightFault(request, send);
  if (bare.kind !== 'refused') return { kind: 'credentials', seenOrigin: seenOrigin(bare) };
  return (await redirects(send)) ? { kind: 'redirect' } : { kind: 'origin' };
}

async function redirects(send: Send): Promise<boolean> {
  const outcome = await send({ redirect: 'manual' });
  return outcome.kind === 'passed' && outcome.response.type === 'opaqueredirect';
}

async function preflightFault({ safe, unsafe, credentials }: CrossOriginRequest, send: Send): Promise<Fault> {
  const [without, ...each] = await Promise.all([
    credentials === 'include' ? send({ credentials: 'omit', headers: [...safe, ...unsafe] }) : undefined,
    ...(unsafe.length > 1 ? unsafe.map((header) => send({ headers: [...safe, header] })) : []),
  ]);
  const names = unsafe.filter((_, index) => each[index]?.kind === 'refused').map(([name]) => name);
  if (names.length > 0 && names.length < unsafe.length) return { kind: 'preflight', because: 'headers', names };
  const withoutPasses = without !== undefined && without.kind !== 'refused';
  return { kind: 'preflight', because: withoutPasses ? 'credentials' : 'unknown' };
}

/** All probes pass. */
function untried(request: CrossOriginRequest, preflightWorks: boolean): Fault | undefined {
  if (request.authorization || !isSafelistedMethod(request.method)) return { kind: 'untried', preflightWorks };
  return request.method === 'POST' ? { kind: 'post' } : undefined;
}

/** The header can be read only if the server exposes it. */
function seenOrigin(outcome: ProbeOutcome): string | null {
  return outcome.kind === 'passed' ? outcome.response.headers.get('access-control-allow-origin') : null;
}
