/** The part of faye that the matrix uses; the package has no types. */
declare module 'faye' {
  import type { Server } from 'node:http';

  export interface Message {
    readonly channel: string;
    readonly subscription?: string;
    error?: string;
  }
  export class NodeAdapter {
    constructor(options: { readonly mount: string; readonly timeout?: number; readonly ping?: number });
    attach(server: Server): void;
    close(): void;
    getClient(): { publish(channel: string, data: unknown): PromiseLike<void> };
    on(event: 'subscribe' | 'unsubscribe', listener: (clientId: string, channel: string) => void): void;
    addExtension(extension: { incoming?(message: Message, callback: (message: Message) => void): void }): void;
  }
}
