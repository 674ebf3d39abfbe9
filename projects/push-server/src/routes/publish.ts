import type { FastifyInstance } from 'fastify';
import type { Hub } from '../hub.ts';
import { parseJson } from '../json.ts';

/** `POST /feeds/:feed`: the JSON body becomes a message. Any content type works, so no preflight is needed. */
export function publish(app: FastifyInstance, hub: Hub, depth: number): void {
  app.post<{ Params: { feed: string } }>('/feeds/:feed(^[\\w-]{1,100}$)', (request, reply) => {
    const { id, seq } = hub.publish(request.params.feed, parseJson(String(request.body), depth));
    return reply.code(201).send({ id, seq });
  });
}
