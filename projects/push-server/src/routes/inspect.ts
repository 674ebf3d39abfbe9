import type { FastifyInstance } from 'fastify';

/** `/inspect`, any method: what the server saw of the request. */
export function inspect(app: FastifyInstance): void {
  app.all('/inspect', ({ method, url, headers, query, body }, reply) =>
    reply.header('cache-control', 'no-store').send({ method, url, headers, query, body: body ?? null }),
  );
}
