import { sse$ } from 'ngx-comet/core';
import { shareAcrossTabs } from 'ngx-comet/tabs';
import { showReact } from './react.js';

const show = (/** @type {string} */ id) => (/** @type {string} */ line) => {
  document.getElementById(id).textContent = line;
};

sse$('/feeds/prices/sse', { observe: 'messages' })
  .pipe(shareAcrossTabs('prices'))
  .subscribe(({ data }) => show('page')(String(data.value)));

const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => show('worker')(data);

navigator.serviceWorker.onmessage = ({ data }) => show('service-worker')(data);
await navigator.serviceWorker.register('/service-worker.js', { type: 'module' });
const { active } = await navigator.serviceWorker.ready;
active.postMessage('listen');

showReact(document.getElementById('react'));
