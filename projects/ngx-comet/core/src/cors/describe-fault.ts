import { headersToAllow, preflightReason, type CrossOriginRequest } from './cross-origin-request';
import type { Fault } from './fault';
import { isSafelistedMethod } from './safelisted';
import { shorten } from '../platform/shorten';

const HIDDEN = 'The browser hides the value that was sent.';

/**
 * The fault in words: the header, the expected value, the actual value if it is known, and the role of the preflight.
 */
export function describeFault(fault: Fault, request: CrossOriginRequest): string {
  const { url, page } = request;
  const where = `${url.origin}${url.pathname}`;
  return `${where} was reached, but the browser does not let ${page} read the answer: ${inWords(fault, request)}`;
}

function inWords(fault: Fault, request: CrossOriginRequest): string {
  switch (fault.kind) {
    case 'origin':
      return origin(request);
    case 'credentials':
      return credentials(fault.seenOrigin, request);
    case 'redirect':
      return redirect(request);
    case 'preflight':
      return fault.because === 'headers'
        ? headers(fault.names, request)
        : fault.because === 'credentials'
          ? preflightWithCredentials(request)
          : preflight(request);
    case 'untried':
      return untried(fault.preflightWorks, request);
    case 'post':
      return post(request);
  }
}

function origin(request: CrossOriginRequest): string {
  const reason = preflightReason(request);
  const aboutPreflight =
    reason === undefined
      ? 'No preflight was involved.'
      : `The preflight, needed for ${reason}, is not the only reason: a plain GET is refused, too. It must be allowed as well.`;
  return (
    `Access-Control-Allow-Origin is missing or wrong. Expected ${allowOrigin(request)}${allowCredentials(request)}. ${HIDDEN} ` +
    `${aboutPreflight} An answer of another status, such as 401 or 502, or a redirect often lacks the header: see the network panel.` +
    withoutAuthorization(request)
  );
}

function credentials(seen: string | null, { page }: CrossOriginRequest): string {
  const value = seen === null ? HIDDEN : `Seen: Access-Control-Allow-Origin: ${shorten(seen)}.`;
  return (
    `it may be read without credentials, but not with credentials: 'include'. Access-Control-Allow-Credentials is missing or not ` +
    `"true", or Access-Control-Allow-Origin is "*", which is invalid here. Expected Access-Control-Allow-Credentials: true ` +
    `and Access-Control-Allow-Origin: ${page}. ${value} A preflight is not the reason.`
  );
}

function redirect(request: CrossOriginRequest): string {
  return (
    'it redirects to an address whose answer may not be read. Access-Control-Allow-Origin is missing or wrong there. ' +
    `Expected ${allowOrigin(request)}; if one foreign origin redirects to another, the browser sends ` +
    `Origin: null, and only "null"${request.credentials === 'include' ? '' : ' or "*"'} matches. ${HIDDEN} ` +
    'A redirect to a login page looks like this.'
  );
}

function headers(names: readonly string[], request: CrossOriginRequest): string {
  return (
    `the preflight, needed for ${preflightReason(request) ?? ''}, was refused. Access-Control-Allow-Headers does not name ` +
    `${names.join(', ')}. ${expectedHeaders(request)} ${HIDDEN}${alsoMethod(request)}`
  );
}

function preflightWithCredentials(request: CrossOriginRequest): string {
  return (
    `the preflight, needed for ${preflightReason(request) ?? ''}, passes without credentials and is refused with ` +
    `credentials: 'include'. Its answer lacks Access-Control-Allow-Credentials: true, or has a "*" in ` +
    `Access-Control-Allow-Origin or Access-Control-Allow-Headers, which is invalid here. Expected ` +
    `${allowOrigin(request)}${allowCredentials(request)}. ${expectedHeaders(request)} ${HIDDEN}${alsoMethod(request)}`
  );
}

function preflight(request: CrossOriginRequest): string {
  return (
    `the preflight, needed for ${preflightReason(request) ?? ''}, was refused; a plain GET may be read. Either OPTIONS is not ` +
    `answered with a status of 2xx, without a redirect, and with ${allowOrigin(request)}${allowCredentials(request)}; or ` +
    `Access-Control-Allow-Headers is missing or does not name ${headersToAllow(request).join(', ')}. ` +
    `${expectedHeaders(request)} ${HIDDEN}${alsoMethod(request)}`
  );
}

function untried(preflightWorks: boolean, request: CrossOriginRequest): string {
  const { method, authorization } = request;
  const causes = [
    ...(preflightWorks
      ? []
      : [`OPTIONS is not answered with a status of 2xx and ${allowOrigin(request)}${allowCredentials(request)}`]),
    ...(authorization ? ['Access-Control-Allow-Headers does not name authorization, which a "*" does not cover'] : []),
    ...(isSafelistedMethod(method) ? [] : [`Access-Control-Allow-Methods is missing or does not name ${method}`]),
    ...(method === 'GET' || method === 'HEAD'
      ? []
      : [`the answer to ${method} itself lacks Access-Control-Allow-Origin`]),
  ];
  const expected = [
    ...(headersToAllow(request).length > 0 ? [expectedHeaders(request)] : []),
    ...(isSafelistedMethod(method) ? [] : [`Expected Access-Control-Allow-Methods: ${method}, in the same case.`]),
  ];
  return (
    `the preflight, needed for ${preflightReason(request) ?? ''}, was refused: a GET` +
    `${authorization ? ' without Authorization' : ''} may be read. ` +
    `${causes.length > 1 ? 'Either ' : ''}${causes.join('; or ')}. ${expected.join(' ')} ${HIDDEN}`
  );
}

function post(request: CrossOriginRequest): string {
  return (
    `a GET of the same address may be read, and a POST is not repeated to find out. Either the answer to POST lacks ` +
    `Access-Control-Allow-Origin (expected ${allowOrigin(request)}${allowCredentials(request)}), or the connection broke, and ` +
    'CORS is not the cause.'
  );
}

function allowOrigin({ page, credentials: mode }: CrossOriginRequest): string {
  return `Access-Control-Allow-Origin: ${page}${mode === 'include' ? '' : ' (or "*")'}`;
}

function allowCredentials({ credentials: mode }: CrossOriginRequest): string {
  return mode === 'include' ? ' and Access-Control-Allow-Credentials: true' : '';
}

function expectedHeaders(request: CrossOriginRequest): string {
  return `Expected Access-Control-Allow-Headers: ${headersToAllow(request).join(', ')}.`;
}

function alsoMethod({ method }: CrossOriginRequest): string {
  return isSafelistedMethod(method) ? '' : ` Access-Control-Allow-Methods must name ${method}, too.`;
}

function withoutAuthorization({ authorization }: CrossOriginRequest): string {
  return authorization ? ' The probe was sent without Authorization, so it may have got a 401 of its own.' : '';
}
