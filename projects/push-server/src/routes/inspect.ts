import type { FastifyInstance } from 'fastify';

/** `/inspect`, any method: the request as the server received it. */
export function inspect(app: FastifyInstance): void {
  app.all('/inspect', ({ method, url, headers, query, body }, reply) =>
    reply.header('cache-control', 'no-store').send({ method, url, headers, query, body: body ?? null }),
  );
}
