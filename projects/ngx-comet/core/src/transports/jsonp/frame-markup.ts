import type { JsonpCall } from './jsonp-call';

/**
 * The script that runs in the frame before the server's script. It defines the callback, and reports what the server's
 * script does over a port that it makes for this call. It keeps the functions that it needs before the server's script
 * can change them, so what it posts is short and of its own making. Even so, no message from the frame is trusted.
 *
 * It is a constant, and its parameters are attributes. So one hash allows it: in the frame's own policy, where the
 * server's script could read and use a nonce, and in the policy of a page without nonces. The spec checks the hash.
 */
export const BOOTSTRAP = /* @__PURE__ */ [
  '(function(w,d){var s=d.currentScript,a=s.dataset,m=+a.max,p=d.querySelector("meta").content,b,c=new MessageChannel,',
  't=c.port1.postMessage.bind(c.port1),S=JSON.stringify,A=Array.isArray,G=Object.getPrototypeOf,F=Number.isFinite;',
  // WebRTC ignores content policies. This is no wall: a frame in the frame has it again.
  'delete w.RTCPeerConnection;delete w.webkitRTCPeerConnection;',
  // Chromium reports the violation of a policy up to 50 ms after the `error` of the blocked script. The frame waits, not the page:
  // the page is another thread, and cannot know that a busy frame will still report a violation.
  'function r(e){var o=e.target;if(e.isTrusted)if(o===w)t(["threw"]);else if(o.id==="answer")if(e.type==="load")t(["load"]);else setTimeout(t,50,["error"])}',
  's.remove();parent.postMessage(a.token,"*",[c.port2]);',
  // The same as `jsonText`, so that only a text of limited length leaves the frame. The first call counts.
  'w[a.callback]=function(v){if(m<0)return;var l=-4,q=["decode"],x,n=m;m=-1;try{x=S(v,function(k){',
  'var y=this[k],z=typeof y,g;l+=(z==="string"?y.length+2:1)+(A(this)?1:k.length+4);if(l+(A(y)&&0 in y?2*y.length:0)>n){q=["overflow"];throw 0}',
  'if(z==="string"||z==="boolean"||F(y)||y===null||z==="object"&&(A(y)||(g=G(y))===null||G(g)===null))return y;',
  'q=["decode",z];throw 0});q=x.length>n?["overflow"]:["answer",x]}catch(e){}t(q)};',
  // `error` events reach the window in their capture phase. `load` events reach only the document.
  'w.addEventListener("error",r,true);d.addEventListener("load",r,true);',
  // Only the first violation can be that of the answer itself: before it, nothing else has run.
  'd.addEventListener("securitypolicyviolation",function(e){if(!b&&e.isTrusted&&e.disposition==="enforce"&&',
  '/^script-src/.test(e.effectiveDirective))t(["blocked",b=e.originalPolicy===p?"frame":"page"])})',
  '})(window,document)',
].join('');

export const BOOTSTRAP_HASH = "'sha256-t8Pk3/JKCgdXoYGJxvuTxfs2qGJxVI35KQhqt/khyZQ='";

/**
 * The policy of the frame, in addition to the page's policy, which it inherits: it allows scripts of one origin only.
 */
export function framePolicy(url: URL): string {
  return `default-src 'none'; script-src ${url.origin} ${BOOTSTRAP_HASH}; base-uri 'none'; form-action 'none'`;
}

/**
 * The document of the frame. The scripts are in the markup, because a script's `src` is one more Trusted Types sink.
 */
export function frameMarkup({ url, token, callback, maxLength, options }: FrameCall, pageOrigin: string): string {
  // The origin of a page from a file is 'null', which is no URL.
  const base = pageOrigin === 'null' ? url.origin : pageOrigin;
  const allowed = options.nonce === undefined ? '' : ` nonce="${escaped(options.nonce)}"`;
  return (
    // Otherwise the script could read the page's whole URL from the frame's base URL. It comes before the policy, which
    // forbids any other base.
    `<base href="${escaped(base)}/">` +
    `<meta http-equiv="Content-Security-Policy" content="${framePolicy(url)}">` +
    `<script${allowed} data-token="${token}" data-callback="${callback}" data-max="${maxLength}">${BOOTSTRAP}</script>` +
    `<script${allowed} id="answer" referrerpolicy="no-referrer" src="${escaped(url.href)}"></script>`
  );
}

type FrameCall = Pick<JsonpCall, 'url' | 'token' | 'callback' | 'maxLength' | 'options'>;

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
}
