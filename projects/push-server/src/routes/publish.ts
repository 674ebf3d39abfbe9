import type { FastifyInstance } from 'fastify';
import type { Hub } from '../hub.ts';
import { BadRequest } from '../query.ts';

/** `POST /feeds/:feed`: the JSON body becomes a message. Any content type works, so no preflight is needed. */
export function publish(app: FastifyInstance, hub: Hub): void {
  app.post<{ Params: { feed: string } }>('/feeds/:feed(^[\\w-]+$)', (request, reply) => {
    const { id, seq } = hub.publish(request.params.feed, parse(request.body));
    return reply.code(201).send({ id, seq });
  });
}

function parse(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    throw new BadRequest('body: expected JSON');
  }
}
