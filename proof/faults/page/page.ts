// In the page: opens the streams of cells, and tells Node what they emit.
import { filter, map, Subject, type Subscription } from 'rxjs';
import { open, type Command } from '../clients.ts';
import { seenOf } from '../story.ts';
import type { Told } from './bridge.ts';

const streams = new Map<number, { readonly outgoing: Subject<Command>; readonly subscription: Subscription }>();
const sockets = new Map<string, WebSocket>();

window.faults = {
  open: (stream, plan) => {
    const outgoing = new Subject<Command>();
    const tell = (told: Told): void => void window.told(stream, told);
    const unsent = (given: readonly number[]): void => tell({ kind: 'unsent', given });
    const seen$ = open({ ...plan, outgoing, unsent }).pipe(
      map(seenOf),
      filter((seen) => seen !== undefined),
    );
    const subscription = seen$.subscribe({
      next: (seen) => tell({ kind: 'seen', seen }),
      error: ({ code }: { readonly code?: string }) => tell({ kind: 'error', code }),
      complete: () => tell({ kind: 'complete' }),
    });
    streams.set(stream, { outgoing, subscription });
  },
  send: (stream, command) => streams.get(stream)?.outgoing.next(command),
  close: (stream) => {
    streams.get(stream)?.subscription.unsubscribe();
    streams.delete(stream);
  },
  openSocket: async (url) => {
    const socket = new WebSocket(url);
    sockets.set(url, socket);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('close', () => reject(new Error('the WebSocket did not open')));
    });
  },
  closeSocket: (url) => sockets.get(url)?.close(1000),
};
