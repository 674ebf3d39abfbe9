import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport, type EventStore } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { matrix } from './frame/matrix';
import type { Backend } from './frame/server';
import { listening } from './support/listening';

/** Keeps the events of all streams in their order, so that a client can go on. */
class Events implements EventStore {
  readonly #events: { readonly stream: string; readonly message: JSONRPCMessage }[] = [];

  storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    return Promise.resolve(String(this.#events.push({ stream, message }) - 1));
  }

  getStreamIdForEventId(id: string): Promise<string | undefined> {
    return Promise.resolve(this.#events[Number(id)]?.stream);
  }

  async replayEventsAfter(
    id: string,
    { send }: { readonly send: (id: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const of = this.#events[Number(id)]?.stream ?? '';
    for (const [index, { stream, message }] of this.#events.entries())
      if (index > Number(id) && stream === of) await send(String(index), message);
    return of;
  }
}

interface Session {
  readonly mcp: McpServer;
  readonly transport: StreamableHTTPServerTransport;
  readonly channel: string;
  /** The open streams for what is sent unasked. */
  listening: number;
}

async function start(): Promise<Backend> {
  const sessions = new Map<string, Session>();
  const of = (channel: string): readonly Session[] => [...sessions.values()].filter((one) => one.channel === channel);

  const begin = async (channel: string): Promise<Session> => {
    const mcp = new McpServer({ name: 'interop', version: '1' }, { capabilities: { logging: {} } });
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: new Events(),
      retryInterval: 20,
      onsessioninitialized: (id) => void sessions.set(id, session),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    const session: Session = { mcp, transport, channel, listening: 0 };
    await mcp.connect(transport);
    return session;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-methods', 'GET, POST, DELETE');
    response.setHeader(
      'access-control-allow-headers',
      'content-type, mcp-session-id, mcp-protocol-version, last-event-id',
    );
    response.setHeader('access-control-expose-headers', 'mcp-session-id');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    if (request.url === '/refused') return void response.writeHead(401, { 'content-type': 'text/plain' }).end('who?');
    const id = request.headers['mcp-session-id'];
    const session = sessions.get(String(id)) ?? (await begin(request.url ?? ''));
    if (request.method === 'GET') {
      session.listening++;
      response.on('close', () => session.listening--);
    }
    return session.transport.handleRequest(request, response);
  };
  const server = createServer((request, response) => void answer(request, response));
  return {
    ...(await listening(server)),
    publish: async (channel, n) => {
      for (const { mcp } of of(`/${channel}`)) await mcp.server.sendLoggingMessage({ level: 'info', data: { n } });
    },
    subscribers: (channel) => of(`/${channel}`).reduce((sum, session) => sum + session.listening, 0),
  };
}

matrix({
  name: 'MCP SDK',
  start,
  feeds: {
    'streamable HTTP, what is sent unasked': {
      to: ({ http, channel }) => ({ recipe: 'mcp notifications', url: `${http}/${channel}` }),
      questions: {
        order: true,
        resume: { history: 'kept', says: 'resumed' },
        'other origin': true,
        'hang-up': true,
        refusal: {
          to: ({ http }) => ({ recipe: 'mcp notifications', url: `${http}/refused` }),
          error: { code: 'http', status: 401, transient: false, body: 'who?' },
        },
      },
    },
  },
});
