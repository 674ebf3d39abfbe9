/**
 * What runs in the frame before the stranger's script does: it defines the callback and reports what the script did over a
 * port that it makes for this one call. Everything it needs later is taken before the script can tamper with it; all the
 * same, nothing that comes from the frame is trusted.
 *
 * It is a constant, its parameters being attributes, so that one hash allows it: in the frame's own policy, where a nonce
 * could be read and used by the script, and in that of a page that has no nonces. The hash is checked by the spec.
 */
export const BOOTSTRAP = /* @__PURE__ */ [
  '(function(w,d){var s=d.currentScript,n=s.dataset.callback,c=new MessageChannel,t=c.port1.postMessage.bind(c.port1);',
  "function r(e){var o=e.target;if(o===w)t(['threw']);else if(o.id==='answer')t([e.type])}",
  "s.remove();parent.postMessage(n,'*',[c.port2]);",
  "w[n]=function(v){try{t(['answer',v])}catch(e){t(['uncloneable'])}};",
  // Errors pass the window on their way down, a `load` event passes the document only.
  "w.addEventListener('error',r,true);d.addEventListener('load',r,true);",
  "d.addEventListener('securitypolicyviolation',function(e){",
  "if(e.disposition==='enforce'&&/^script-src/.test(e.effectiveDirective))t(['blocked',e.originalPolicy])})",
  '})(window,document)',
].join('');

export const BOOTSTRAP_HASH = "'sha256-UMjuUiSIW+RUdI7l5SJSc5DjUH+Py+kIm2ba0Y3UwXI='";

/** The policy of the frame, beside that of the page, which it inherits: scripts come from the one origin only. */
export function framePolicy(url: URL): string {
  return `default-src 'none'; script-src ${url.origin} ${BOOTSTRAP_HASH}; base-uri 'none'; form-action 'none'`;
}

/** The document of the frame. The scripts are in the markup, as a script's `src` would be one more Trusted Types sink. */
export function frameMarkup(url: URL, callback: string, nonce: string | undefined, pageOrigin: string): string {
  // A page from a file has no origin that can be written down.
  const base = pageOrigin === 'null' ? url.origin : pageOrigin;
  const allowed = nonce === undefined ? '' : ` nonce="${escaped(nonce)}"`;
  return (
    // Else the script could read the page's whole URL off the frame's base URL. Before the policy, that forbids any other.
    `<base href="${escaped(base)}/">` +
    `<meta http-equiv="Content-Security-Policy" content="${framePolicy(url)}">` +
    `<script${allowed} data-callback="${callback}">${BOOTSTRAP}</script>` +
    `<script${allowed} id="answer" referrerpolicy="no-referrer" src="${escaped(url.href)}"></script>`
  );
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
}
