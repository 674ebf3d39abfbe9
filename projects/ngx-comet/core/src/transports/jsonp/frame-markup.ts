/**
 * The script that runs in the frame before the server's script. It defines the callback, and reports what the server's
 * script does over a port that it makes for this call. It keeps the functions that it needs before the server's script
 * can change them. Even so, no message from the frame is trusted.
 *
 * It is a constant, and its parameters are attributes. So one hash allows it: in the frame's own policy, where the
 * server's script could read and use a nonce, and in the policy of a page without nonces. The spec checks the hash.
 */
export const BOOTSTRAP = /* @__PURE__ */ [
  '(function(w,d){var s=d.currentScript,n=s.dataset.callback,c=new MessageChannel,t=c.port1.postMessage.bind(c.port1);',
  "function r(e){var o=e.target;if(o===w)t(['threw']);else if(o.id==='answer')t([e.type])}",
  "s.remove();parent.postMessage(n,'*',[c.port2]);",
  "w[n]=function(v){try{t(['answer',v])}catch(e){t(['uncloneable'])}};",
  // `error` events reach the window in their capture phase. `load` events reach only the document.
  "w.addEventListener('error',r,true);d.addEventListener('load',r,true);",
  "d.addEventListener('securitypolicyviolation',function(e){",
  "if(e.disposition==='enforce'&&/^script-src/.test(e.effectiveDirective))t(['blocked',e.originalPolicy])})",
  '})(window,document)',
].join('');

export const BOOTSTRAP_HASH = "'sha256-UMjuUiSIW+RUdI7l5SJSc5DjUH+Py+kIm2ba0Y3UwXI='";

/**
 * The policy of the frame, in addition to the page's policy, which it inherits: it allows scripts of one origin only.
 */
export function framePolicy(url: URL): string {
  return `default-src 'none'; script-src ${url.origin} ${BOOTSTRAP_HASH}; base-uri 'none'; form-action 'none'`;
}

/**
 * The document of the frame. The scripts are in the markup, because a script's `src` is one more Trusted Types sink.
 */
export function frameMarkup(url: URL, callback: string, nonce: string | undefined, pageOrigin: string): string {
  // The origin of a page from a file is 'null', which is no URL.
  const base = pageOrigin === 'null' ? url.origin : pageOrigin;
  const allowed = nonce === undefined ? '' : ` nonce="${escaped(nonce)}"`;
  return (
    // Otherwise the script could read the page's whole URL from the frame's base URL. It comes before the policy, which
    // forbids any other base.
    `<base href="${escaped(base)}/">` +
    `<meta http-equiv="Content-Security-Policy" content="${framePolicy(url)}">` +
    `<script${allowed} data-callback="${callback}">${BOOTSTRAP}</script>` +
    `<script${allowed} id="answer" referrerpolicy="no-referrer" src="${escaped(url.href)}"></script>`
  );
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
}
